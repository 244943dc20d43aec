Instance: care-team-client
InstanceOf: ThroughlineCareTeam
Usage: #example
Title: "The team of a client"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "T-1"
* status = #active
* subject = Reference(patient-client)
* participant[caseManager].extension[lead].valueBoolean = true
* participant[caseManager].role = CareTeamRole#case-manager
* participant[caseManager].member = Reference(nell-sample)
* participant[caseManager].onBehalfOf = Reference(cedar-bridge)
* participant[caseManager].period.start = "2026-03-02"
* participant[+].role = CourtRole#court-coordinator
* participant[=].member = Reference(court-coordinator)
* participant[=].extension[mayBeTold].valueCodeableConcept = InformationCategory#attendance
* participant[+].role = CareTeamRole#psychiatrist
* participant[=].member = Reference(lakeside)
* managingOrganization = Reference(cedar-bridge)
