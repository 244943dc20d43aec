Instance: consent-exception
InstanceOf: ThroughlineConsent
Usage: #example
Title: "A release of everything on the plan, except HIV"
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "ROI-8"
* patient = Reference(patient-client)
* extension[rightToRevokeStatement].valueBoolean = true
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
* provision.period.end = "2027-03-01"
* provision.actor[recipient].reference = Reference(lakeside)
* provision.securityLabel[informationCategory][0] = InformationCategory#plan
* provision.securityLabel[informationCategory][1] = InformationCategory#goals
* provision.securityLabel[informationCategory][2] = InformationCategory#needs
* provision.purpose = $v3ActReason#TREAT
* provision.provision.type = #deny
* provision.provision.securityLabel = InformationCategory#hiv
