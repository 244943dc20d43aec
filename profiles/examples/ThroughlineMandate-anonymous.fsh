Instance: mandate-anonymous
InstanceOf: CarePlan
Usage: #example
Title: "Ordered by nobody"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/mandate"
* identifier.system = "https://harbor-court.example/records"
* identifier.value = "M-43"
* status = #active
* intent = #order
* category = PlanCategory#court-mandate
* subject = Reference(patient-participant)
* period.start = "2026-02-15"
* activity.reference = Reference(mandate-condition-sessions)
