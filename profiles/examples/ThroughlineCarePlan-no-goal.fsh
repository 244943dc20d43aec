Instance: care-plan-no-goal
InstanceOf: CarePlan
Usage: #example
Title: "In force without a goal"
Description: "Breaks: tl-plan-goal"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/care-plan"
* status = #active
* intent = #plan
* category[0] = $usCoreCarePlanCategory#assess-plan
* subject = Reference(patient-client)
* author = Reference(cedar-bridge)
* period.start = "2026-03-03"
