Instance: service-request-proposal
InstanceOf: ServiceRequest
Usage: #example
Title: "Only a proposal"
Description: "Breaks: binding-required"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/service-request"
* status = #active
* intent = #proposal
* code = ServiceType#housing
* subject = Reference(patient-client)
* requester = Reference(cedar-bridge)
* reasonCode.text = "Needs a room"
