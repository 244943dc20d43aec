Instance: level-of-care-residential
InstanceOf: ThroughlineLevelOfCare
Usage: #example
Title: "In residential treatment"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "L-1"
* status = #final
* category = $observationCategory#survey
* code = LevelOfCareKind#level-of-care
* subject = Reference(patient-client)
* effectivePeriod.start = "2026-03-02"
* valueCodeableConcept = Asam4#3.5
