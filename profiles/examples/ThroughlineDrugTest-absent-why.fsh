Instance: drug-test-absent-why
InstanceOf: Observation
Usage: #example
Title: "Absent for a reason that is not on the list"
Description: "Breaks: binding-required"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/drug-test"
* status = #final
* category = $observationCategory#laboratory
* code = $loinc#87428-9
* code.text = "Drug screen with confirmation"
* subject = Reference(patient-client)
* effectiveDateTime = "2026-03-11T08:15:00-05:00"
* dataAbsentReason = $dataAbsentReason#unknown
