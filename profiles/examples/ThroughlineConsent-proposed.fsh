Instance: consent-proposed
InstanceOf: ThroughlineConsent
Usage: #example
Title: "Filed by the hospital, not yet confirmed by the custodian, and not complete"
* status = #proposed
* patient = Reference(patient-client)
* provision.type = #permit
* provision.actor[recipient].reference = Reference(lakeside)
* provision.securityLabel[informationCategory][0] = InformationCategory#referral-status
* provision.purpose = $v3ActReason#COC
