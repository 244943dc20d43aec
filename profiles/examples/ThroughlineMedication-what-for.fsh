Instance: medication-what-for
InstanceOf: MedicationStatement
Usage: #example
Title: "A medicine for nobody knows what"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/medication"
* status = #active
* medicationCodeableConcept.text = "Tablets"
* subject = Reference(patient-client)
