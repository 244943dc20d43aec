Instance: stay-since-when
InstanceOf: Encounter
Usage: #example
Title: "A stay without a beginning"
Description: "Breaks: tl-stay-start"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/stay"
* status = #in-progress
* class = $v3ActCode#IMP
* type = Asam4#3.5
* subject = Reference(patient-client)
* period.end = "2026-04-30"
