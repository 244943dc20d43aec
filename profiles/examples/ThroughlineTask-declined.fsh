Instance: task-declined
InstanceOf: ThroughlineTask
Usage: #example
Title: "Declined, with the reason"
* intent = #order
* focus = Reference(service-request-psychiatry)
* for = Reference(patient-client)
* authoredOn = "2026-03-04T09:00:00-05:00"
* requester = Reference(cedar-bridge)
* partOf = Reference(task-requested)
* status = #rejected
* statusReason = ReferralReason#level-of-care-mismatch
* statusReason.text = "Needs withdrawal management first"
* businessStatus = $bserTaskBusinessStatus#4.0
* owner = Reference(lakeside)
