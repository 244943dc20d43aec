Instance: court-coordinator
InstanceOf: PractitionerRole
Usage: #example
Title: "Coordinator of the treatment court"
* active = true
* organization = Reference(harbor-court)
* code = CourtRole#court-coordinator
* telecom.system = #email
* telecom.value = "coordinator@harbor-court.example"
