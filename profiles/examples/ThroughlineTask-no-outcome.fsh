Instance: task-no-outcome
InstanceOf: Task
Usage: #example
Title: "Completed, and what came of it?"
Description: "Breaks: tl-task-outcome"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/task"
* intent = #order
* code = $taskCode#fulfill
* focus = Reference(service-request-psychiatry)
* for = Reference(patient-client)
* authoredOn = "2026-03-04T09:00:00-05:00"
* requester = Reference(cedar-bridge)
* partOf = Reference(task-requested)
* status = #completed
* businessStatus = $bserTaskBusinessStatus#7.0
* owner = Reference(lakeside)
