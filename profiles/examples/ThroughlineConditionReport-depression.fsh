Instance: condition-report-depression
InstanceOf: ThroughlineConditionReport
Usage: #example
Title: "The depression is improving"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "CN-1"
* meta.security[3] = $v3ActCode#MH
* status = #final
* category = $observationCategory#survey
* code = ObservationKind#condition-report
* subject = Reference(patient-client)
* effectiveDateTime = "2026-04-15"
* valueCodeableConcept = ConditionCourse#improving
* component.code.coding[0] = ObservationKind#score
* component.code.coding[1] = Instrument#phq-9
* component.valueQuantity.value = 15
