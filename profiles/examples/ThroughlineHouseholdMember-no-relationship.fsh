Instance: household-member-no-relationship
InstanceOf: RelatedPerson
Usage: #example
Title: "Related in no way"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/household-member"
* patient = Reference(patient-client)
* name.text = "Sonny Placeholder"
