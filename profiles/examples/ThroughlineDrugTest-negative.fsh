Instance: drug-test-negative
InstanceOf: ThroughlineDrugTest
Usage: #example
Title: "A negative test"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "DT-1"
* status = #final
* code = $loinc#87428-9
* code.text = "Drug screen with confirmation"
* subject = Reference(patient-client)
* effectiveDateTime = "2026-03-11T08:15:00-05:00"
* valueCodeableConcept = DrugTestResult#negative
