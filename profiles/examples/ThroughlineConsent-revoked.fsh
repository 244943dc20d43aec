Instance: consent-revoked
InstanceOf: ThroughlineConsent
Usage: #example
Title: "A release that the client revoked"
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "ROI-6"
* patient = Reference(patient-client)
* extension[rightToRevokeStatement].valueBoolean = true
* extension[revocation].extension[date].valueDateTime = "2026-06-01T09:30:00-05:00"
* extension[revocation].extension[by].valueReference = Reference(patient-client)
* extension[revocation].extension[inWriting].valueBoolean = true
* status = #inactive
* dateTime = "2026-03-02T10:00:00-05:00"
* performer = Reference(patient-client)
* organization = Reference(cedar-bridge)
* sourceAttachment.contentType = #application/pdf
* sourceAttachment.title = "Signed release of information"
* sourceAttachment.creation = "2026-03-02"
* policy.uri = "https://www.ecfr.gov/current/title-42/part-2/section-2.31"
* provision.type = #permit
* provision.period.end = "2027-03-01"
* provision.actor[recipient].reference = Reference(lakeside)
* provision.securityLabel[informationCategory][0] = InformationCategory#plan
* provision.securityLabel[informationCategory][1] = InformationCategory#goals
* provision.purpose = $v3ActReason#TREAT
