Instance: progress-october
InstanceOf: ThroughlineProgress
Usage: #example
Title: "Progress in October"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "PR-1"
* status = #final
* category = $observationCategory#survey
* code = ObservationKind#progress
* subject = Reference(patient-client)
* effectivePeriod.start = "2026-10-01"
* effectivePeriod.end = "2026-10-31"
* performer = Reference(nell-sample)
* valueCodeableConcept = Recommendation#continue
