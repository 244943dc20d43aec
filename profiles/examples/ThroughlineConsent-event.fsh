Instance: consent-event
InstanceOf: ThroughlineConsent
Usage: #example
Title: "A release that ends with an event"
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "ROI-4"
* patient = Reference(patient-client)
* extension[rightToRevokeStatement].valueBoolean = true
* extension[hipaaRedisclosureStatement].valueBoolean = true
* extension[refusalConsequencesStatement].valueBoolean = true
* extension[expirationEvent].valueString = "Discharge from Cedar Bridge"
* status = #active
* dateTime = "2026-03-02T10:00:00-05:00"
* performer = Reference(patient-client)
* organization = Reference(cedar-bridge)
* sourceAttachment.contentType = #application/pdf
* sourceAttachment.title = "Signed release of information"
* sourceAttachment.creation = "2026-03-02"
* policy.uri = "https://www.ecfr.gov/current/title-42/part-2/section-2.31"
* provision.type = #permit
* provision.actor[recipient].reference = Reference(lakeside)
* provision.securityLabel[informationCategory][0] = InformationCategory#appointments
* provision.purpose = $v3ActReason#COC
