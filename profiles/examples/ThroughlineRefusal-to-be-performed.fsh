Instance: refusal-to-be-performed
InstanceOf: ServiceRequest
Usage: #example
Title: "Refused, and to be performed all the same"
Description: "Breaks: pattern"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/refusal"
* status = #revoked
* intent = #proposal
* category = ReferralCategory#refusal
* doNotPerform = false
* code = ServiceType#vocational
* subject = Reference(patient-client)
* authoredOn = "2026-05-11"
