Instance: counseling-note-unlabelled
InstanceOf: DocumentReference
Usage: #example
Title: "Not labelled"
Description: "Breaks: tl-note-label"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/counseling-note"
* status = #current
* type = DocumentKind#sud-counseling-note
* subject = Reference(patient-client)
* content.attachment.title = "Counseling note"
