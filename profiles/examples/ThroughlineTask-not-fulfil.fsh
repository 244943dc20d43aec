Instance: task-not-fulfil
InstanceOf: Task
Usage: #example
Title: "Not a task to fulfil"
Description: "Breaks: pattern"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/task"
* intent = #order
* code = $taskCode#approve
* focus = Reference(service-request-psychiatry)
* for = Reference(patient-client)
* authoredOn = "2026-03-04T09:00:00-05:00"
* requester = Reference(cedar-bridge)
* status = #requested
