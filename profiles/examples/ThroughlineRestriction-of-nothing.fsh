Instance: restriction-of-nothing
InstanceOf: Consent
Usage: #example
Title: "Restricts nothing that it names"
Description: "Breaks: tl-restriction-scope"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/restriction"
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "RST-2"
* status = #active
* scope = $consentScope#patient-privacy
* category = $v3ActCode#IDSCL
* patient = Reference(patient-client)
* dateTime = "2026-03-02"
* policy.uri = "https://www.ecfr.gov/current/title-42/part-2/section-2.26"
* provision.type = #deny
