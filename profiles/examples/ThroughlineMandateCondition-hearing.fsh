Instance: mandate-condition-hearing
InstanceOf: ThroughlineMandateCondition
Usage: #example
Title: "To appear at the next hearing"
* identifier.system = "https://harbor-court.example/records"
* identifier.value = "MC-3"
* status = #active
* code = MandateCondition#hearing
* subject = Reference(patient-participant)
* occurrenceDateTime = "2026-04-01T09:00:00-05:00"
* requester = Reference(harbor-court)
