Instance: mandate-condition-how-often
InstanceOf: ServiceRequest
Usage: #example
Title: "Sessions, but how many?"
Description: "Breaks: tl-mandate-frequency"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/mandate-condition"
* status = #active
* intent = #order
* code = MandateCondition#treatment-session
* subject = Reference(patient-participant)
* requester = Reference(harbor-court)
