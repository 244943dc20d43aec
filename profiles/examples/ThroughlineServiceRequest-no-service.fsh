Instance: service-request-no-service
InstanceOf: ServiceRequest
Usage: #example
Title: "Asks for nothing that is named"
Description: "Breaks: tl-referral-service"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/service-request"
* status = #active
* intent = #order
* code.coding.userSelected = false
* subject = Reference(patient-client)
* requester = Reference(cedar-bridge)
* reasonCode.text = "Needs a room"
