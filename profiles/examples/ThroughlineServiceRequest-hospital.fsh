Instance: service-request-hospital
InstanceOf: ThroughlineServiceRequest
Usage: #example
Title: "A referral as a hospital writes it"
* identifier.system = "https://lakeside.example/records"
* identifier.value = "LH-REF-9"
* status = #active
* intent = #order
* category[evaluation] = $snomed#386053000
* priority = #urgent
* code = $hcpcs#H0015
* code.text = "Intensive outpatient treatment"
* subject = Reference(patient-client)
* authoredOn = "2026-02-27T15:00:00-05:00"
* requester = Reference(lakeside)
* performer = Reference(cedar-bridge)
* reasonCode.text = "Opioid use, asks for treatment"
