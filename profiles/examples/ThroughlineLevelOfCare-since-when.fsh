Instance: level-of-care-since-when
InstanceOf: Observation
Usage: #example
Title: "In it since when?"
Description: "Breaks: tl-level-period"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/level-of-care"
* status = #final
* code = LevelOfCareKind#level-of-care
* subject = Reference(patient-client)
* effectivePeriod.end = "2026-05-02"
* valueCodeableConcept = Asam3#3.5
