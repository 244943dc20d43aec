Instance: prescription-buprenorphine
InstanceOf: ThroughlinePrescription
Usage: #example
Title: "A prescription by the unit"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "ME-1"
* status = #active
* intent = #order
* medicationCodeableConcept.text = "Buprenorphine 8 mg / naloxone 2 mg"
* subject = Reference(patient-client)
* requester = Reference(nell-sample)
