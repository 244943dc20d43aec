Instance: assessment-by-nobody
InstanceOf: Observation
Usage: #example
Title: "An assessment by nobody"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/assessment"
* status = #final
* code = AssessmentKind#initial
* subject = Reference(patient-client)
* effectiveDateTime = "2026-02-24"
