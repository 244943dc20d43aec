Instance: incident-of-no-kind
InstanceOf: Observation
Usage: #example
Title: "Something happened"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/incident"
* status = #final
* code = ObservationKind#incident
* subject = Reference(patient-client)
* effectiveDateTime = "2026-06-13T23:00:00-04:00"
