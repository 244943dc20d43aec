Instance: plan-evaluation-of-no-plan
InstanceOf: Observation
Usage: #example
Title: "An evaluation of nothing"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/plan-evaluation"
* status = #final
* code = ObservationKind#plan-evaluation
* subject = Reference(patient-client)
* effectiveDateTime = "2026-04-27"
* performer = Reference(nell-sample)
* valueString = "Done."
