Instance: need-status
InstanceOf: Condition
Usage: #example
Title: "Is it still there?"
Description: "Breaks: tl-need-status"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/need"
* category[0] = $conditionCategory#problem-list-item
* category[1] = NeedDomain#housing
* code.text = "A room"
* subject = Reference(patient-client)
