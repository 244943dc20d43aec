Instance: prescription-by-nobody
InstanceOf: MedicationRequest
Usage: #example
Title: "Prescribed by nobody"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/prescription"
* status = #active
* intent = #order
* medicationCodeableConcept.text = "Tablets"
* subject = Reference(patient-client)
