Instance: household-member-son
InstanceOf: ThroughlineHouseholdMember
Usage: #example
Title: "A son who lives with his grandmother"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "HM-1"
* active = true
* patient = Reference(patient-client)
* relationship[0] = $v3RoleCode#CHILD
* relationship[tie][0] = HouseholdTie#lives-elsewhere
* relationship[tie][1] = HouseholdTie#dependent
* name.text = "Sonny Placeholder"
* birthDate = "2019-05-04"
