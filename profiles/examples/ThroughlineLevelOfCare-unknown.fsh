Instance: level-of-care-unknown
InstanceOf: Observation
Usage: #example
Title: "A level that no edition has"
Description: "Breaks: binding-required"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/level-of-care"
* status = #final
* code = LevelOfCareKind#level-of-care
* subject = Reference(patient-client)
* effectivePeriod.start = "2026-03-02"
* valueCodeableConcept.text = "residential"
