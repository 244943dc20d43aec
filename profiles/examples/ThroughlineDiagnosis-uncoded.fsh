Instance: diagnosis-uncoded
InstanceOf: Condition
Usage: #example
Title: "Words only"
Description: "Breaks: slice-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/diagnosis"
* clinicalStatus = $conditionClinical#active
* category = $conditionCategory#encounter-diagnosis
* code.coding.system = $snomed
* code.coding.code = #5602001
* subject = Reference(patient-client)
