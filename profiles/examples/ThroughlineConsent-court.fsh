Instance: consent-court
InstanceOf: ThroughlineConsent
Usage: #example
Title: "A release to the court, revocable from a stated event"
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "ROI-3"
* patient = Reference(patient-client)
* extension[docket].valueIdentifier.system = "https://harbor-court.example/docket"
* extension[docket].valueIdentifier.value = "TC-2026-0042"
* extension[revocableWhen].valueString = "Final disposition of docket TC-2026-0042"
* status = #active
* dateTime = "2026-03-02T10:00:00-05:00"
* performer = Reference(patient-client)
* organization = Reference(cedar-bridge)
* sourceAttachment.contentType = #application/pdf
* sourceAttachment.title = "Signed release of information"
* sourceAttachment.creation = "2026-03-02"
* policy.uri = "https://www.ecfr.gov/current/title-42/part-2/section-2.31"
* provision.type = #permit
* provision.period.start = "2026-03-02"
* provision.period.end = "2027-09-01"
* provision.actor[recipient].reference = Reference(harbor-court)
* provision.actor[recipient].extension[role].valueCodeableConcept = CourtRole#court-coordinator
* provision.securityLabel[informationCategory][0] = InformationCategory#enrollment
* provision.securityLabel[informationCategory][1] = InformationCategory#level-of-care
* provision.securityLabel[informationCategory][2] = InformationCategory#attendance
* provision.securityLabel[informationCategory][3] = InformationCategory#drug-tests
* provision.securityLabel[informationCategory][4] = InformationCategory#goals
* provision.purpose = PurposeOfUse#cj-monitoring
