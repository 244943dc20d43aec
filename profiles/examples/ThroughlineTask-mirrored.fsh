Instance: task-mirrored
InstanceOf: ThroughlineTask
Usage: #example
Title: "The source's task after the receiver completed it, without what it may not see"
* intent = #order
* focus = Reference(service-request-psychiatry)
* for = Reference(patient-client)
* authoredOn = "2026-03-04T09:00:00-05:00"
* requester = Reference(cedar-bridge)
* status = #completed
* businessStatus = $bserTaskBusinessStatus#7.0
* owner = Reference(lakeside)
