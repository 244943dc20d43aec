Instance: care-plan-order
InstanceOf: CarePlan
Usage: #example
Title: "Ordered"
Description: "Breaks: pattern"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/care-plan"
* status = #active
* intent = #order
* category[0] = $usCoreCarePlanCategory#assess-plan
* subject = Reference(patient-client)
* author = Reference(cedar-bridge)
* goal = Reference(goal-housing)
* period.start = "2026-03-03"
