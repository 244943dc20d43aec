Instance: session-group
InstanceOf: ThroughlineSession
Usage: #example
Title: "A group session that the client attended"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "S-1"
* status = #finished
* class = $v3ActCode#AMB
* type = ServiceType#group-counseling
* serviceType = ServiceType#group-counseling
* subject = Reference(patient-client)
* participant.individual = Reference(nell-sample)
* period.start = "2026-03-10T10:00:00-05:00"
* period.end = "2026-03-10T11:30:00-05:00"
* serviceProvider = Reference(cedar-bridge)
