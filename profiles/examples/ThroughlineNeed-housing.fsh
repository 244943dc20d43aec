Instance: need-housing
InstanceOf: ThroughlineNeed
Usage: #example
Title: "Needs a place to live"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "N-1"
* clinicalStatus = $conditionClinical#active
* category[healthConcern] = $usCoreConditionCategory#health-concern
* category[domain] = NeedDomain#housing
* severity = Severity#high
* code.text = "No stable place to live after residential treatment"
* subject = Reference(patient-client)
* onsetDateTime = "2026-02"
* recordedDate = "2026-03-03"
