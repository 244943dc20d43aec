Instance: appointment-no-service
InstanceOf: Appointment
Usage: #example
Title: "For what?"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/appointment"
* status = #booked
* start = "2026-03-17T10:00:00-05:00"
* end = "2026-03-17T11:00:00-05:00"
* participant.actor = Reference(patient-client)
* participant.status = #accepted
