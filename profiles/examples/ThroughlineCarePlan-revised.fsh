Instance: care-plan-revised
InstanceOf: ThroughlineCarePlan
Usage: #example
Title: "A plan that replaces one that did not work"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* text.status = #additional
* text.div = "<div xmlns=\"http://www.w3.org/1999/xhtml\">Service plan of Testa Placeholder: housing first, then work.</div>"
* extension[changeReason].valueString = "The sober house had no place; a shared flat is looked for instead."
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "P-2"
* status = #active
* category[kind] = PlanCategory#service-plan
* subject = Reference(patient-client)
* period.start = "2026-06-03"
* author = Reference(cedar-bridge)
* replaces = Reference(care-plan-service-plan)
* goal = Reference(goal-housing)
