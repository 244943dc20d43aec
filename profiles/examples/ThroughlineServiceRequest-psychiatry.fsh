Instance: service-request-psychiatry
InstanceOf: ThroughlineServiceRequest
Usage: #example
Title: "A referral to the psychiatric clinic"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* extension[pertainsToGoal].valueReference = Reference(goal-housing)
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "R-1"
* status = #active
* intent = #order
* category[kind] = ReferralCategory#referral
* category[socialService] = $snomed#410606002
* priority = #routine
* code = ServiceType#psychiatric-care
* subject = Reference(patient-client)
* authoredOn = "2026-03-04T09:00:00-05:00"
* requester = Reference(cedar-bridge)
* performer = Reference(lakeside)
* reasonReference = Reference(need-housing)
* supportingInfo[release] = Reference(consent-tpo)
