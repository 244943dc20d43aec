Instance: mandate-without-conditions
InstanceOf: CarePlan
Usage: #example
Title: "Orders nothing"
Description: "Breaks: tl-mandate-condition"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/mandate"
* identifier.system = "https://harbor-court.example/records"
* identifier.value = "M-43"
* status = #active
* intent = #order
* category = PlanCategory#court-mandate
* subject = Reference(patient-participant)
* period.start = "2026-02-15"
* author = Reference(harbor-court)
