Instance: counseling-note-content
InstanceOf: DocumentReference
Usage: #example
Title: "With its content"
Description: "Breaks: cardinality-max"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/counseling-note"
* meta.security = $v3Confidentiality#V
* status = #current
* type = DocumentKind#sud-counseling-note
* subject = Reference(patient-client)
* content.attachment.title = "Counseling note"
* content.attachment.contentType = #text/plain
* content.attachment.data = "bm90IGNhcnJpZWQ="
