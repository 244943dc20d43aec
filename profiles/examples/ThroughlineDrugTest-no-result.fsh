Instance: drug-test-no-result
InstanceOf: Observation
Usage: #example
Title: "Neither a result nor why not"
Description: "Breaks: tl-test-result"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/drug-test"
* status = #final
* category = $observationCategory#laboratory
* code = $loinc#87428-9
* code.text = "Drug screen with confirmation"
* subject = Reference(patient-client)
* effectiveDateTime = "2026-03-11T08:15:00-05:00"
