Instance: barrier-transport
InstanceOf: ThroughlineBarrier
Usage: #example
Title: "No way to get there"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "B-1"
* clinicalStatus = $conditionClinical#active
* category[healthConcern] = $usCoreConditionCategory#health-concern
* code = Barrier#transportation
* subject = Reference(patient-client)
