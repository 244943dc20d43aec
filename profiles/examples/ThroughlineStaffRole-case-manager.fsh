Instance: staff-role-case-manager
InstanceOf: ThroughlineStaffRole
Usage: #example
Title: "The case manager of the center"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "SR-1"
* active = true
* practitioner = Reference(nell-sample)
* organization = Reference(cedar-bridge)
* code = CareTeamRole#case-manager
* telecom.system = #phone
* telecom.value = "555-0100"
