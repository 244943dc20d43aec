Instance: court-response-of-no-kind
InstanceOf: Observation
Usage: #example
Title: "The court did nothing that has a code"
Description: "Breaks: binding-required"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/court-response"
* status = #final
* code = ObservationKind#court-response
* subject = Reference(patient-client)
* effectiveDateTime = "2026-04-21"
* valueCodeableConcept = ObservationKind#strength
