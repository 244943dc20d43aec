Instance: task-neutral
InstanceOf: ThroughlineTask
Usage: #example
Title: "The source's task where the receiver may not say more"
* intent = #order
* focus = Reference(service-request-psychiatry)
* for = Reference(patient-client)
* authoredOn = "2026-03-04T09:00:00-05:00"
* requester = Reference(cedar-bridge)
* status = #requested
* businessStatus = ReferralBusinessStatus#no-update
* owner = Reference(lakeside)
