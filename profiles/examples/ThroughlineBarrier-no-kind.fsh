Instance: barrier-no-kind
InstanceOf: Condition
Usage: #example
Title: "A health concern that does not say that it is a barrier"
Description: "Breaks: slice-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/barrier"
* clinicalStatus = $conditionClinical#active
* category = $usCoreConditionCategory#health-concern
* code = Barrier#transportation
* subject = Reference(patient-client)
