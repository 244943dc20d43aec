Instance: service-request-open
InstanceOf: ThroughlineServiceRequest
Usage: #example
Title: "A referral to whoever takes it"
* status = #active
* intent = #order
* code = ServiceType#sober-housing
* subject = Reference(patient-client)
* requester = Reference(cedar-bridge)
* reasonReference = Reference(need-housing)
