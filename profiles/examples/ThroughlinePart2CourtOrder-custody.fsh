Instance: court-order-custody
InstanceOf: ThroughlinePart2CourtOrder
Usage: #example
Title: "Attendance and tests, for a custody matter"
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "ORDER-1"
* code = CourtPaper#noncriminal-2.64
* subject = Reference(patient-client)
* created = "2026-03-02"
* author = Reference(harbor-court)
* extension[order].extension[recipient].valueReference = Reference(harbor-court)
* extension[order].extension[part][0].valueCoding = InformationCategory#attendance
* extension[order].extension[part][1].valueCoding = InformationCategory#drug-tests
* extension[order].extension[validity].valuePeriod.start = "2026-03-02"
* extension[order].extension[validity].valuePeriod.end = "2026-06-30"
* extension[order].extension[subpoena].valueReference = Reference(release-form-court)
