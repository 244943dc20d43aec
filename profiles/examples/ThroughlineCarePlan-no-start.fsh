Instance: care-plan-no-start
InstanceOf: CarePlan
Usage: #example
Title: "In force since when?"
Description: "Breaks: tl-plan-start"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/care-plan"
* status = #active
* intent = #plan
* category[0] = $usCoreCarePlanCategory#assess-plan
* subject = Reference(patient-client)
* author = Reference(cedar-bridge)
* goal = Reference(goal-housing)
