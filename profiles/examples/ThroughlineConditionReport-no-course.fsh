Instance: condition-report-no-course
InstanceOf: Observation
Usage: #example
Title: "Says nothing of the course"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/condition-report"
* status = #final
* code = ObservationKind#condition-report
* subject = Reference(patient-client)
* effectiveDateTime = "2026-04-15"
