Instance: court-order-endless
InstanceOf: Basic
Usage: #example
Title: "Valid for ever?"
Description: "Breaks: tl-order-end"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/part2-court-order"
* code = CourtPaper#noncriminal-2.64
* subject = Reference(patient-client)
* created = "2026-03-02"
* author = Reference(harbor-court)
* extension[0].url = "https://throughline.example/fhir/StructureDefinition/court-order"
* extension[0].extension[0].url = "recipient"
* extension[0].extension[0].valueReference = Reference(harbor-court)
* extension[0].extension[1].url = "part"
* extension[0].extension[1].valueCoding = InformationCategory#attendance
* extension[0].extension[2].url = "validity"
* extension[0].extension[2].valuePeriod.start = "2026-03-02"
