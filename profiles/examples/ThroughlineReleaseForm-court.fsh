Instance: release-form-court
InstanceOf: ThroughlineReleaseForm
Usage: #example
Title: "The form for the court"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "FO-1"
* status = #current
* type.coding[0] = DocumentKind#release-form
* type.coding[1] = $loinc#64292-6
* category = http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category#clinical-note
* subject = Reference(patient-client)
* date = "2026-03-16T11:30:00-04:00"
* author = Reference(nell-sample)
* content.attachment.contentType = #application/pdf
* content.attachment.url = "https://cedar-bridge.example/forms/FO-1.pdf"
* content.attachment.title = "Release to the court, 42 CFR 2.35"
