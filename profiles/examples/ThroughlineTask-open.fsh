Instance: task-open
InstanceOf: ThroughlineTask
Usage: #example
Title: "A referral that anybody may take"
* intent = #order
* focus = Reference(service-request-psychiatry)
* for = Reference(patient-client)
* authoredOn = "2026-03-04T09:00:00-05:00"
* requester = Reference(cedar-bridge)
* status = #requested
