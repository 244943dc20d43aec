Instance: consent-two-confidentialities
InstanceOf: Consent
Usage: #example
Title: "Two confidentiality codes"
Description: "Breaks: slice-max"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/consent"
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "ROI-X"
* scope = $consentScope#patient-privacy
* category[0] = $loinc#64292-6
* category[1] = $v3ActCode#IDSCL
* patient = Reference(patient-client)
* policyRule = $v3ActCode#42CFRPart2CD
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3Confidentiality#N
* extension[0].url = "https://throughline.example/fhir/StructureDefinition/right-to-revoke-statement"
* extension[0].valueBoolean = true
* extension[1].url = "https://throughline.example/fhir/StructureDefinition/hipaa-redisclosure-statement"
* extension[1].valueBoolean = true
* extension[2].url = "https://throughline.example/fhir/StructureDefinition/refusal-consequences-statement"
* extension[2].valueBoolean = true
* status = #active
* dateTime = "2026-03-02T10:00:00-05:00"
* performer = Reference(patient-client)
* organization = Reference(cedar-bridge)
* sourceAttachment.contentType = #application/pdf
* sourceAttachment.title = "Signed release of information"
* sourceAttachment.creation = "2026-03-02"
* policy.uri = "https://www.ecfr.gov/current/title-42/part-2/section-2.31"
* provision.type = #permit
* provision.period.end = "2027-03-01"
* provision.actor[0].role = $v3ParticipationType#IRCP
* provision.actor[0].reference = Reference(lakeside)
* provision.securityLabel[0] = InformationCategory#plan
* provision.purpose = $v3ActReason#COC
