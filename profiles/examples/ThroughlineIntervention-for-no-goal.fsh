Instance: intervention-for-no-goal
InstanceOf: ServiceRequest
Usage: #example
Title: "Serves no goal"
Description: "Breaks: slice-min, cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/intervention"
* status = #active
* intent = #plan
* code = ServiceType#case-management
* subject = Reference(patient-client)
