Instance: strength-none
InstanceOf: Observation
Usage: #example
Title: "A strength that is not named"
Description: "Breaks: tl-strength-what"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/strength"
* status = #final
* code = ObservationKind#strength
* subject = Reference(patient-client)
