Instance: service-request-for-a-group
InstanceOf: ServiceRequest
Usage: #example
Title: "For a group"
Description: "Breaks: reference-target"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/service-request"
* status = #active
* intent = #order
* code = ServiceType#housing
* subject = Reference(Group/group-1)
* requester = Reference(cedar-bridge)
* reasonCode.text = "Needs a room"
