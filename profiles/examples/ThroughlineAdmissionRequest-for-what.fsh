Instance: admission-request-for-what
InstanceOf: ServiceRequest
Usage: #example
Title: "Asks for nothing"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/admission-request"
* status = #active
* intent = #order
* category = ReferralCategory#admission
* subject = Reference(patient-client)
