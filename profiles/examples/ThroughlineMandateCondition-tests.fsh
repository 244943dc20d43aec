Instance: mandate-condition-tests
InstanceOf: ThroughlineMandateCondition
Usage: #example
Title: "Two tests a week"
* identifier.system = "https://harbor-court.example/records"
* identifier.value = "MC-2"
* status = #active
* code = MandateCondition#drug-test
* subject = Reference(patient-participant)
* occurrenceTiming.repeat.frequency = 2
* occurrenceTiming.repeat.period = 1
* occurrenceTiming.repeat.periodUnit = #wk
* requester = Reference(harbor-court)
