Instance: consent-tpo
InstanceOf: ThroughlineConsent
Usage: #example
Title: "One consent for treatment, payment and operations, without an end"
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "ROI-1"
* patient = Reference(patient-client)
* extension[rightToRevokeStatement].valueBoolean = true
* extension[expirationNone].valueBoolean = true
* extension[hipaaRedisclosureStatement].valueBoolean = true
* extension[refusalConsequencesStatement].valueBoolean = true
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
* provision.actor[recipient].reference = Reference(lakeside)
* provision.securityLabel[informationCategory][0] = InformationCategory#enrollment
* provision.securityLabel[informationCategory][1] = InformationCategory#plan
* provision.securityLabel[informationCategory][2] = InformationCategory#goals
* provision.securityLabel[informationCategory][3] = InformationCategory#care-team
* provision.securityLabel[informationCategory][4] = InformationCategory#diagnoses
* provision.purpose[0] = $v3ActReason#TREAT
* provision.purpose[1] = $v3ActReason#HPAYMT
* provision.purpose[2] = $v3ActReason#HOPERAT
