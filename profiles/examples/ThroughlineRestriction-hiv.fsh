Instance: restriction-hiv
InstanceOf: ThroughlineRestriction
Usage: #example
Title: "HIV information goes to nobody but the clinic"
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "RST-1"
* status = #active
* patient = Reference(patient-client)
* dateTime = "2026-03-02"
* organization = Reference(cedar-bridge)
* policy.uri = "https://www.ecfr.gov/current/title-42/part-2/section-2.26"
* provision.type = #deny
* provision.actor[recipient].reference = Reference(harbor-court)
* provision.securityLabel[informationCategory] = InformationCategory#hiv
