Instance: diagnosis-opioid
InstanceOf: ThroughlineDiagnosis
Usage: #example
Title: "Opioid use disorder"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "D-1"
* clinicalStatus = $conditionClinical#active
* verificationStatus = $conditionVerification#confirmed
* category[encounterDiagnosis] = $conditionCategory#encounter-diagnosis
* code.coding[icd10cm] = $icd10cm#F11.20
* code.text = "Opioid use disorder, severe"
* subject = Reference(patient-client)
* recordedDate = "2026-03-02"
