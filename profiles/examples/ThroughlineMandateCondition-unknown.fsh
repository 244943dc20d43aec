Instance: mandate-condition-unknown
InstanceOf: ServiceRequest
Usage: #example
Title: "A condition that is not on the list"
Description: "Breaks: binding-required"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/mandate-condition"
* status = #active
* intent = #order
* code.text = "Be good"
* subject = Reference(patient-participant)
* requester = Reference(harbor-court)
