Instance: court-response-incentive
InstanceOf: ThroughlineCourtResponse
Usage: #example
Title: "An incentive"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "CR-1"
* status = #final
* category = $observationCategory#social-history
* code = ObservationKind#court-response
* subject = Reference(patient-client)
* focus = Reference(legal-matter-charge)
* effectiveDateTime = "2026-04-21"
* performer = Reference(harbor-court)
* valueCodeableConcept = CourtResponse#incentive
* valueCodeableConcept.text = "Applause and a book"
* note.text = "Thirty days of attendance"
