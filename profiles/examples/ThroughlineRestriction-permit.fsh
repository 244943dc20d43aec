Instance: restriction-permit
InstanceOf: Consent
Usage: #example
Title: "Permits: that is a release, not a restriction"
Description: "Breaks: tl-restriction-deny"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/restriction"
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "RST-3"
* status = #active
* scope = $consentScope#patient-privacy
* category = $v3ActCode#IDSCL
* patient = Reference(patient-client)
* dateTime = "2026-03-02"
* policy.uri = "https://www.ecfr.gov/current/title-42/part-2/section-2.26"
* provision.type = #permit
* provision.securityLabel = InformationCategory#hiv
