Instance: session-when
InstanceOf: Encounter
Usage: #example
Title: "Attended, but when?"
Description: "Breaks: tl-session-time"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/session"
* status = #finished
* class = $v3ActCode#AMB
* serviceType = ServiceType#group-counseling
* subject = Reference(patient-client)
* period.end = "2026-03-10T11:30:00-05:00"
