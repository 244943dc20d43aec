Instance: appointment-booked
InstanceOf: ThroughlineAppointment
Usage: #example
Title: "A planned session"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "A-1"
* status = #booked
* serviceType = ServiceType#individual-counseling
* start = "2026-03-17T10:00:00-05:00"
* end = "2026-03-17T11:00:00-05:00"
* participant.actor = Reference(patient-client)
* participant.status = #accepted
