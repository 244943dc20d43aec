Instance: insurance-medicaid
InstanceOf: ThroughlineInsurance
Usage: #example
Title: "Medicaid"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "CO-1"
* status = #active
* type = Benefit#medicaid
* subscriberId = "MCD-0001"
* beneficiary = Reference(patient-client)
* relationship = $subscriberRelationship#self
* period.start = "2026-03-01"
* payor.display = "State Medicaid"
* class.type = http://terminology.hl7.org/CodeSystem/coverage-class#plan
* class.value = "Harbor Health Plan"
