Instance: refusal-still-open
InstanceOf: ServiceRequest
Usage: #example
Title: "Refused, and still open"
Description: "Breaks: tl-refusal-status"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/refusal"
* status = #active
* intent = #proposal
* category = ReferralCategory#refusal
* doNotPerform = true
* code = ServiceType#vocational
* subject = Reference(patient-client)
* authoredOn = "2026-05-11"
