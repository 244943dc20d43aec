Instance: episode-finished
InstanceOf: ThroughlineEpisode
Usage: #example
Title: "Discharged"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "E-2"
* extension[dischargeReason].valueCodeableConcept = DischargeReason#1
* status = #finished
* patient = Reference(patient-client)
* managingOrganization = Reference(cedar-bridge)
* period.start = "2025-03-02"
* period.end = "2025-09-02"
