Instance: goal-no-due
InstanceOf: Goal
Usage: #example
Title: "To be reached by when?"
Description: "Breaks: tl-goal-due"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/goal"
* lifecycleStatus = #active
* description.text = "Stay well"
* subject = Reference(patient-client)
* expressedBy = Reference(patient-client)
* startDate = "2026-03-03"
* target.measure.text = "Days"
* target.detailString = "30"
