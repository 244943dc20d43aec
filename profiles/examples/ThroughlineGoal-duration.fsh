Instance: goal-duration
InstanceOf: Goal
Usage: #example
Title: "Due after a duration instead of on a date"
Description: "Breaks: choice-type"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/goal"
* lifecycleStatus = #active
* description.text = "Stay well"
* subject = Reference(patient-client)
* expressedBy = Reference(patient-client)
* startDate = "2026-03-03"
* target.measure.text = "Days"
* target.dueDuration = 90 'd'
