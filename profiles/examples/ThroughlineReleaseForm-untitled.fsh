Instance: release-form-untitled
InstanceOf: DocumentReference
Usage: #example
Title: "A form without a title"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/release-form"
* status = #current
* type = DocumentKind#release-form
* subject = Reference(patient-client)
* content.attachment.url = "https://cedar-bridge.example/forms/FO-2.pdf"
