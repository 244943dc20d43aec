Instance: drug-test-result-in-words
InstanceOf: Observation
Usage: #example
Title: "A result in words"
Description: "Breaks: choice-type"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/drug-test"
* status = #final
* category = $observationCategory#laboratory
* code = $loinc#87428-9
* code.text = "Drug screen with confirmation"
* subject = Reference(patient-client)
* effectiveDateTime = "2026-03-11T08:15:00-05:00"
* valueString = "clean"
