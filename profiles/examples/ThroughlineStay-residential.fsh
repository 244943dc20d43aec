Instance: stay-residential
InstanceOf: ThroughlineStay
Usage: #example
Title: "A stay in the residential unit"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "LO-1"
* status = #finished
* class = $v3ActCode#IMP
* type = Asam4#3.5
* serviceType = ServiceType#residential
* subject = Reference(patient-client)
* episodeOfCare = Reference(episode-active)
* period.start = "2026-03-05"
* period.end = "2026-04-30"
* reasonCode = LevelChangeReason#step-down
* reasonReference = Reference(level-of-care-residential)
* serviceProvider = Reference(cedar-bridge)
