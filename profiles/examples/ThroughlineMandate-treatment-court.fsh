Instance: mandate-treatment-court
InstanceOf: ThroughlineMandate
Usage: #example
Title: "What the treatment court ordered"
* identifier.system = "https://harbor-court.example/records"
* identifier.value = "M-42"
* extension[phase].valueCodeableConcept = CourtPhase#2
* status = #active
* subject = Reference(patient-participant)
* period.start = "2026-02-15"
* author = Reference(harbor-court)
* activity[0].reference = Reference(mandate-condition-sessions)
* activity[1].reference = Reference(mandate-condition-tests)
