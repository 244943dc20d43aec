Instance: care-plan-backwards
InstanceOf: CarePlan
Usage: #example
Title: "Ends before it begins"
Description: "Breaks: per-1"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/care-plan"
* status = #active
* intent = #plan
* category[0] = $usCoreCarePlanCategory#assess-plan
* subject = Reference(patient-client)
* author = Reference(cedar-bridge)
* goal = Reference(goal-housing)
* period.start = "2026-03-03"
* period.end = "2026-03-02"
