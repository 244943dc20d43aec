Instance: hand-over-accepted-when
InstanceOf: ServiceRequest
Usage: #example
Title: "Accepted on no day"
Description: "Breaks: tl-hand-over-accepted"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/hand-over"
* status = #completed
* intent = #order
* category = ReferralCategory#hand-over
* code.text = "Hand-over to another level of care"
* subject = Reference(patient-client)
* performer = Reference(nell-sample)
