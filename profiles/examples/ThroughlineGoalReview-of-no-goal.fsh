Instance: goal-review-of-no-goal
InstanceOf: Observation
Usage: #example
Title: "Of no goal"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/goal-review"
* status = #final
* code = ObservationKind#goal-review
* subject = Reference(patient-client)
* effectiveDateTime = "2026-06-03"
* performer = Reference(patient-client)
* valueCodeableConcept = GoalReview#met
