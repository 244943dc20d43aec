Instance: mandate-condition-level
InstanceOf: ThroughlineMandateCondition
Usage: #example
Title: "To be treated in residence"
* identifier.system = "https://harbor-court.example/records"
* identifier.value = "MC-4"
* status = #active
* code = MandateCondition#level-of-care
* orderDetail = Asam4#3.5
* subject = Reference(patient-participant)
* requester = Reference(harbor-court)
