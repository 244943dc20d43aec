Instance: task-admission-in-words
InstanceOf: Task
Usage: #example
Title: "An admission that is not a date"
Description: "Breaks: choice-type, cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/task"
* intent = #order
* code = $taskCode#fulfill
* focus = Reference(service-request-psychiatry)
* for = Reference(patient-client)
* authoredOn = "2026-03-04T09:00:00-05:00"
* requester = Reference(cedar-bridge)
* status = #in-progress
* owner = Reference(lakeside)
* output.type = TaskOutput#admission
* output.valueString = "last week"
