Instance: appointment-excused-why
InstanceOf: Appointment
Usage: #example
Title: "Excused, but why?"
Description: "Breaks: tl-appointment-reason"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/appointment"
* status = #cancelled
* serviceType = ServiceType#individual-counseling
* start = "2026-03-17T10:00:00-05:00"
* end = "2026-03-17T11:00:00-05:00"
* participant.actor = Reference(patient-client)
* participant.status = #accepted
