Instance: benefit-application-snap
InstanceOf: ThroughlineBenefitApplication
Usage: #example
Title: "Food assistance, approved"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "BE-1"
* status = #completed
* businessStatus = ApplicationStatus#approved
* intent = #order
* code = TaskKind#benefit-application
* for = Reference(patient-client)
* reasonCode = Benefit#snap
* reasonReference = Reference(need-housing)
* authoredOn = "2026-02-27"
* executionPeriod.end = "2026-03-20"
* requester = Reference(nell-sample)
* owner.display = "County Benefits Office"
* output.type = TaskOutput#benefit-period
* output.valuePeriod.start = "2026-03-20"
