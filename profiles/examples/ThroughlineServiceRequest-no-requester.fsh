Instance: service-request-no-requester
InstanceOf: ServiceRequest
Usage: #example
Title: "From nobody"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/service-request"
* status = #active
* intent = #order
* code = ServiceType#housing
* subject = Reference(patient-client)
* reasonCode.text = "Needs a room"
