Instance: patient-no-system
InstanceOf: Patient
Usage: #example
Title: "An identifier that does not say whose it is"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/patient"
* identifier.value = "CB-1001"
* name.text = "Testa Placeholder"
