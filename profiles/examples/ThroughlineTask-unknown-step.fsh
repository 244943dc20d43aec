Instance: task-unknown-step
InstanceOf: Task
Usage: #example
Title: "A step that is not on the list"
Description: "Breaks: binding-required"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/task"
* intent = #order
* code = $taskCode#fulfill
* focus = Reference(service-request-psychiatry)
* for = Reference(patient-client)
* authoredOn = "2026-03-04T09:00:00-05:00"
* requester = Reference(cedar-bridge)
* status = #in-progress
* businessStatus.text = "somewhere"
* businessStatus.coding.system = "https://lakeside.example/steps"
* businessStatus.coding.code = #7
* owner = Reference(lakeside)
