Instance: episode-active
InstanceOf: ThroughlineEpisode
Usage: #example
Title: "In treatment"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "E-1"
* status = #active
* patient = Reference(patient-client)
* managingOrganization = Reference(cedar-bridge)
* period.start = "2026-03-02"
* careManager = Reference(nell-sample)
