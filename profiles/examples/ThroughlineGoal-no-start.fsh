Instance: goal-no-start
InstanceOf: Goal
Usage: #example
Title: "Worked on since when?"
Description: "Breaks: tl-goal-start"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/goal"
* lifecycleStatus = #active
* description.text = "Stay well"
* subject = Reference(patient-client)
* expressedBy = Reference(patient-client)
* target.measure.text = "Days"
* target.dueDate = "2026-07-01"
