Instance: session-no-service
InstanceOf: Encounter
Usage: #example
Title: "Attended, but what?"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/session"
* status = #finished
* class = $v3ActCode#AMB
* subject = Reference(patient-client)
* period.start = "2026-03-10T10:00:00-05:00"
