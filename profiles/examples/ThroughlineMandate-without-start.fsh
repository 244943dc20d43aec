Instance: mandate-without-start
InstanceOf: CarePlan
Usage: #example
Title: "In force since when?"
Description: "Breaks: tl-mandate-start"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/mandate"
* identifier.system = "https://harbor-court.example/records"
* identifier.value = "M-43"
* status = #active
* intent = #order
* category = PlanCategory#court-mandate
* subject = Reference(patient-participant)
* period.end = "2027-02-15"
* author = Reference(harbor-court)
* activity.reference = Reference(mandate-condition-sessions)
