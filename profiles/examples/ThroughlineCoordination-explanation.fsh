Instance: coordination-explanation
InstanceOf: ThroughlineCoordination
Usage: #example
Title: "What was explained to the client, and what was asked"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "C-1"
* status = #completed
* category[kind] = CommunicationKind#explanation
* subject = Reference(patient-client)
* about = Reference(consent-court)
* sent = "2026-03-02T10:20:00-05:00"
* recipient = Reference(patient-client)
* sender = Reference(nell-sample)
* payload[0].contentString = "What the release lets the court see, and what not."
* payload[0].extension[role].valueCodeableConcept = PayloadRole#statement
* payload[1].contentString = "Do they see my notes?"
* payload[1].extension[role].valueCodeableConcept = PayloadRole#question
* payload[2].contentString = "No."
* payload[2].extension[role].valueCodeableConcept = PayloadRole#answer
