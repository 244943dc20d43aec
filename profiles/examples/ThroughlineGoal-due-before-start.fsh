Instance: goal-due-before-start
InstanceOf: Goal
Usage: #example
Title: "Due before it starts"
Description: "Breaks: tl-goal-dates"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/goal"
* lifecycleStatus = #active
* description.text = "Stay well"
* subject = Reference(patient-client)
* expressedBy = Reference(patient-client)
* startDate = "2026-03-03"
* target.measure.text = "Days"
* target.dueDate = "2026-03-02"
