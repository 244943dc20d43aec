Instance: refusal-vocational
InstanceOf: ThroughlineRefusal
Usage: #example
Title: "Vocational rehabilitation refused"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "RF-1"
* status = #revoked
* intent = #proposal
* category[refusal] = ReferralCategory#refusal
* doNotPerform = true
* code = ServiceType#vocational
* subject = Reference(patient-client)
* authoredOn = "2026-05-11"
* requester = Reference(patient-client)
* occurrenceDateTime = "2026-08-31"
* reasonCode.text = "Wants the old position back."
* note.text = "I have a trade."
