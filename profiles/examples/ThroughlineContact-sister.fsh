Instance: contact-sister
InstanceOf: ThroughlineContact
Usage: #example
Title: "A sister, and what may be said to her"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* extension[mayBeTold].valueCodeableConcept = InformationCategory#appointments
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "K-1"
* active = true
* patient = Reference(patient-client)
* relationship = ContactRole#sibling
* name.family = "Placeholder"
* name.given = "Tilda"
