Instance: contact-nameless
InstanceOf: RelatedPerson
Usage: #example
Title: "Nobody by name"
Description: "Breaks: tl-contact-name"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/contact"
* patient = Reference(patient-client)
* relationship = ContactRole#sibling
