Instance: task-waitlisted
InstanceOf: ThroughlineTask
Usage: #example
Title: "On a waiting list"
* intent = #order
* focus = Reference(service-request-psychiatry)
* for = Reference(patient-client)
* authoredOn = "2026-03-04T09:00:00-05:00"
* requester = Reference(cedar-bridge)
* extension[waitingList].extension[position].valuePositiveInt = 4
* partOf = Reference(task-requested)
* status = #on-hold
* statusReason = ReferralReason#no-capacity
* businessStatus = ReferralBusinessStatus#waitlisted
* owner = Reference(lakeside)
