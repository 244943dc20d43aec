Extension: PriorityExtension
Id: priority
Title: "Priority"
Description: "How soon the need is to be met."
Context: Condition
* insert Published
* value[x] 1..1
* value[x] only CodeableConcept
* valueCodeableConcept from http://hl7.org/fhir/ValueSet/goal-priority (preferred)
