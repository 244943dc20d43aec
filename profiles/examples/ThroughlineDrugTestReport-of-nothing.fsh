Instance: drug-test-report-of-nothing
InstanceOf: DiagnosticReport
Usage: #example
Title: "A report without a result"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/drug-test-report"
* status = #final
* category = http://terminology.hl7.org/CodeSystem/v2-0074#LAB
* code = $loinc#87428-9
* subject = Reference(patient-client)
* effectiveDateTime = "2026-03-10"
