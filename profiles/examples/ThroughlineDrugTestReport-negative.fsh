Instance: drug-test-report-negative
InstanceOf: ThroughlineDrugTestReport
Usage: #example
Title: "A panel without findings"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "DR-1"
* status = #final
* category[laboratory] = http://terminology.hl7.org/CodeSystem/v2-0074#LAB
* code = $loinc#87428-9
* subject = Reference(patient-client)
* effectiveDateTime = "2026-03-10"
* issued = "2026-03-12T09:00:00-04:00"
* performer = Reference(cedar-bridge)
* result = Reference(drug-test-negative)
