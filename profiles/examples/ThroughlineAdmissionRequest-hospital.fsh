Instance: admission-request-hospital
InstanceOf: ThroughlineAdmissionRequest
Usage: #example
Title: "A hospital asked for admission"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "AD-1"
* status = #completed
* category[admission] = ReferralCategory#admission
* category[source] = ReferralSource#hospital
* code.text = "Admission"
* subject = Reference(patient-client)
* authoredOn = "2026-02-16"
* requester = Reference(lakeside)
* reasonCode = PriorityPopulation#injecting
