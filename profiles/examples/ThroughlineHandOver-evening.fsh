Instance: hand-over-evening
InstanceOf: ThroughlineHandOver
Usage: #example
Title: "From the residential unit to the evening program"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "HO-1"
* status = #completed
* category[handOver] = ReferralCategory#hand-over
* code.text = "Hand-over to another level of care"
* subject = Reference(patient-client)
* encounter = Reference(stay-residential)
* occurrenceDateTime = "2026-04-28"
* performer[0] = Reference(nell-sample)
* performer[1].display = "Nell Sample"
* supportingInfo = Reference(appointment-booked)
* note.text = "First evening together."
