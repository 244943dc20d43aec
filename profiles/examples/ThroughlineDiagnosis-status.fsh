Instance: diagnosis-status
InstanceOf: Condition
Usage: #example
Title: "Does it still hold?"
Description: "Breaks: tl-diagnosis-status"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/diagnosis"
* category = $conditionCategory#problem-list-item
* code = $icd10cm#F11.20
* subject = Reference(patient-client)
