Instance: risk-overdose
InstanceOf: ThroughlineRisk
Usage: #example
Title: "A risk of overdose"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "RI-1"
* status = #final
* parent = Reference(assessment-initial)
* subject = Reference(patient-client)
* occurrenceDateTime = "2026-02-24"
* prediction.outcome = RiskKind#overdose
* prediction.qualitativeRisk = RiskLevel#high
* mitigation = "Naloxone at hand; never alone."
