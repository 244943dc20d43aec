Instance: legal-matter-charge
InstanceOf: ThroughlineLegalMatter
Usage: #example
Title: "A pending charge in a treatment court"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier[0].system = "https://cedar-bridge.example/records"
* identifier[0].value = "LM-1"
* identifier[1].system = "https://harbor-court.example/docket"
* identifier[1].value = "HC-TC-2026-0001"
* clinicalStatus = $conditionClinical#active
* category[legalMatter] = ConditionKind#legal-matter
* category[healthConcern] = $usCoreConditionCategory#health-concern
* code = LegalMatter#pending-charge
* code.text = "Possession of a controlled substance"
* subject = Reference(patient-client)
* onsetDateTime = "2026-02-15"
* stage.summary = LegalMatterStatus#deferred
* extension[handling].extension[court].valueReference = Reference(harbor-court)
* extension[handling].extension[inCourtProgram].valueBoolean = true
* extension[handling].extension[program].valueString = "Harbor County Treatment Court"
