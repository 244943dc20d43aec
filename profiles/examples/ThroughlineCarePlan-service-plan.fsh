Instance: care-plan-service-plan
InstanceOf: ThroughlineCarePlan
Usage: #example
Title: "A service plan in force"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* text.status = #additional
* text.div = "<div xmlns=\"http://www.w3.org/1999/xhtml\">Service plan of Testa Placeholder: housing first, then work.</div>"
* extension[reviewDue].valueDate = "2026-06-03"
* extension[clientAgreement].extension[agreed].valueBoolean = true
* extension[clientAgreement].extension[date].valueDate = "2026-03-03"
* extension[clientAgreement].extension[words].valueString = "This is my plan, I can do this."
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "P-1"
* status = #active
* category[kind] = PlanCategory#service-plan
* subject = Reference(patient-client)
* period.start = "2026-03-03"
* author = Reference(cedar-bridge)
* contributor[0] = Reference(nell-sample)
* contributor[1] = Reference(patient-client)
* careTeam = Reference(care-team-client)
* addresses = Reference(need-housing)
* goal = Reference(goal-housing)
* activity.reference = Reference(intervention-housing)
