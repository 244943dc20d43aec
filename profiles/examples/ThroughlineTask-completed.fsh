Instance: task-completed
InstanceOf: ThroughlineTask
Usage: #example
Title: "The receiver completed it"
* intent = #order
* focus = Reference(service-request-psychiatry)
* for = Reference(patient-client)
* authoredOn = "2026-03-04T09:00:00-05:00"
* requester = Reference(cedar-bridge)
* partOf = Reference(task-requested)
* status = #completed
* businessStatus = $bserTaskBusinessStatus#7.0
* owner = Reference(lakeside)
* output[outcome].valueCodeableConcept = ReferralOutcome#service-continuing
* output[admission].valueDateTime = "2026-03-12T10:00:00-05:00"
