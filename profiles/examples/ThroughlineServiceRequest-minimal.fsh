Instance: service-request-minimal
InstanceOf: ThroughlineServiceRequest
Usage: #example
Title: "A referral with the least that one can say"
* status = #active
* intent = #order
* code.text = "Substance use treatment"
* subject = Reference(patient-client)
* requester = Reference(lakeside)
