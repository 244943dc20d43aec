Instance: task-accepted-by-nobody
InstanceOf: Task
Usage: #example
Title: "Accepted by nobody"
Description: "Breaks: tl-task-owner"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/task"
* intent = #order
* code = $taskCode#fulfill
* focus = Reference(service-request-psychiatry)
* for = Reference(patient-client)
* authoredOn = "2026-03-04T09:00:00-05:00"
* requester = Reference(cedar-bridge)
* status = #accepted
* businessStatus = $bserTaskBusinessStatus#3.0
