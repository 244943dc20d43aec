Instance: mandate-condition-sessions
InstanceOf: ThroughlineMandateCondition
Usage: #example
Title: "Three sessions a week"
* identifier.system = "https://harbor-court.example/records"
* identifier.value = "MC-1"
* status = #active
* code = MandateCondition#treatment-session
* subject = Reference(patient-participant)
* occurrenceTiming.repeat.frequency = 3
* occurrenceTiming.repeat.period = 1
* occurrenceTiming.repeat.periodUnit = #wk
* requester = Reference(harbor-court)
