Instance: task-declined-without-reason
InstanceOf: Task
Usage: #example
Title: "Declined without a reason"
Description: "Breaks: tl-task-reason"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/task"
* intent = #order
* code = $taskCode#fulfill
* focus = Reference(service-request-psychiatry)
* for = Reference(patient-client)
* authoredOn = "2026-03-04T09:00:00-05:00"
* requester = Reference(cedar-bridge)
* status = #rejected
* owner = Reference(lakeside)
