Instance: goal-no-words
InstanceOf: Goal
Usage: #example
Title: "A coded goal without the words"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/goal"
* lifecycleStatus = #active
* description = ServiceType#housing
* subject = Reference(patient-client)
* expressedBy = Reference(patient-client)
* startDate = "2026-03-03"
* target.measure.text = "Days"
* target.dueDate = "2026-07-01"
