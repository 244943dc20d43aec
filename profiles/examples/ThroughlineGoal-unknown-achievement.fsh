Instance: goal-unknown-achievement
InstanceOf: Goal
Usage: #example
Title: "An achievement that is not on the list"
Description: "Breaks: binding-required"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/goal"
* lifecycleStatus = #active
* description.text = "Stay well"
* subject = Reference(patient-client)
* expressedBy = Reference(patient-client)
* achievementStatus = GoalReview#met
* startDate = "2026-03-03"
* target.measure.text = "Days"
* target.dueDate = "2026-07-01"
