Instance: care-plan-released
InstanceOf: ThroughlineCarePlan
Usage: #example
Title: "A copy of which every goal was withheld"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ObservationValue#SUBSETTED
* status = #active
* category[kind] = PlanCategory#service-plan
* subject = Reference(patient-client)
* period.start = "2026-03-03"
* author = Reference(cedar-bridge)
