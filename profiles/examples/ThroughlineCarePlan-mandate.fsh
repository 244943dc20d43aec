Instance: care-plan-mandate
InstanceOf: CarePlan
Usage: #example
Title: "A mandate is not a plan of care"
Description: "Breaks: binding-required"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/care-plan"
* status = #active
* intent = #plan
* category[0] = $usCoreCarePlanCategory#assess-plan
* subject = Reference(patient-client)
* author = Reference(cedar-bridge)
* category[1] = PlanCategory#court-mandate
* goal = Reference(goal-housing)
* period.start = "2026-03-03"
