Extension: CourtPhaseExtension
Id: court-phase
Title: "Court Phase"
Description: "The phase of the court program that the participant is in."
Context: CarePlan
* insert Published
* value[x] 1..1
* value[x] only CodeableConcept
* valueCodeableConcept from CourtPhaseVS (extensible)
