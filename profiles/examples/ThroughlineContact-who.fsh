Instance: contact-who
InstanceOf: RelatedPerson
Usage: #example
Title: "Related how?"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/contact"
* patient = Reference(patient-client)
* name.text = "Tilda"
