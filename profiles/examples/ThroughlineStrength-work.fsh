Instance: strength-work
InstanceOf: ThroughlineStrength
Usage: #example
Title: "A strength"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "ST-1"
* status = #final
* category = $observationCategory#social-history
* subject = Reference(patient-client)
* effectiveDateTime = "2026-03-03"
* valueCodeableConcept = Strength#employment-history
* note.text = "Ten years as a baker"
