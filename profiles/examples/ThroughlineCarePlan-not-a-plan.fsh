Instance: care-plan-not-a-plan
InstanceOf: CarePlan
Usage: #example
Title: "Not said to be a plan"
Description: "Breaks: slice-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/care-plan"
* status = #active
* intent = #plan
* category[0] = PlanCategory#service-plan
* subject = Reference(patient-client)
* author = Reference(cedar-bridge)
* goal = Reference(goal-housing)
* period.start = "2026-03-03"
