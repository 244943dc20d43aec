Instance: task-requested
InstanceOf: ThroughlineTask
Usage: #example
Title: "A referral that was sent"
* intent = #order
* focus = Reference(service-request-psychiatry)
* for = Reference(patient-client)
* authoredOn = "2026-03-04T09:00:00-05:00"
* requester = Reference(cedar-bridge)
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "RT-1"
* status = #requested
* businessStatus = $bserTaskBusinessStatus#2.0
* owner = Reference(lakeside)
