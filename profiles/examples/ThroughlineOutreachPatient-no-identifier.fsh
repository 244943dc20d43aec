Instance: outreach-patient-no-identifier
InstanceOf: Patient
Usage: #example
Title: "Nothing to find the person by"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/outreach-patient"
* name.text = "Sparrow"
