Instance: staff-counselor
InstanceOf: ThroughlineStaff
Usage: #example
Title: "A counselor with her credential"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier[0].system = "https://cedar-bridge.example/records"
* identifier[0].value = "SF-1"
* identifier[1].system = $npi
* identifier[1].value = "1000000020"
* name.family = "Sample"
* name.given = "Nell"
* qualification.code = Credential#CADC
* qualification.code.text = "Certified alcohol and drug counselor"
* qualification.period.start = "2019-01-01"
