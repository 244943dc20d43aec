Instance: service-request-filler
InstanceOf: ThroughlineServiceRequest
Usage: #example
Title: "The receiver's copy of a referral"
* identifier.system = "https://lakeside.example/records"
* identifier.value = "LH-FIL-1"
* basedOn = Reference(service-request-psychiatry)
* status = #active
* intent = #filler-order
* code = ServiceType#psychiatric-care
* subject = Reference(patient-client)
* authoredOn = "2026-03-04T09:00:00-05:00"
* requester = Reference(cedar-bridge)
* performer = Reference(lakeside)
* reasonCode.text = "Low mood"
