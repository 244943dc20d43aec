Instance: task-filler
InstanceOf: ThroughlineTask
Usage: #example
Title: "The task that the receiver keeps"
* intent = #filler-order
* focus = Reference(service-request-psychiatry)
* for = Reference(patient-client)
* authoredOn = "2026-03-04T09:00:00-05:00"
* requester = Reference(cedar-bridge)
* partOf = Reference(task-requested)
* status = #in-progress
* businessStatus = $bserTaskBusinessStatus#5.1.1
* lastModified = "2026-03-05T08:00:00-05:00"
* owner = Reference(lakeside)
* output[appointment].valueDateTime = "2026-03-12T10:00:00-05:00"
