Instance: progress-recommends-anything
InstanceOf: Observation
Usage: #example
Title: "Recommends what no code says"
Description: "Breaks: binding-required"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/progress"
* status = #final
* code = ObservationKind#progress
* subject = Reference(patient-client)
* effectivePeriod.start = "2026-10-01"
* effectivePeriod.end = "2026-10-31"
* performer = Reference(nell-sample)
* valueCodeableConcept = ObservationKind#strength
