Instance: mandate-planned
InstanceOf: CarePlan
Usage: #example
Title: "Planned, not ordered"
Description: "Breaks: pattern"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/mandate"
* identifier.system = "https://harbor-court.example/records"
* identifier.value = "M-43"
* status = #active
* intent = #plan
* category = PlanCategory#court-mandate
* subject = Reference(patient-participant)
* period.start = "2026-02-15"
* author = Reference(harbor-court)
* activity.reference = Reference(mandate-condition-sessions)
