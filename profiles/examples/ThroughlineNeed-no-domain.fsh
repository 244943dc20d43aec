Instance: need-no-domain
InstanceOf: Condition
Usage: #example
Title: "In no domain of life"
Description: "Breaks: tl-need-domain"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/need"
* clinicalStatus = $conditionClinical#active
* category = $usCoreConditionCategory#health-concern
* code.text = "Something"
* subject = Reference(patient-client)
