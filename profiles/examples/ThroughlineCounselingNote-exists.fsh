Instance: counseling-note-exists
InstanceOf: ThroughlineCounselingNote
Usage: #example
Title: "Only that it exists"
* meta.security[0] = $v3Confidentiality#V
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#PSYTHPN
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "CN-1"
* status = #current
* subject = Reference(patient-client)
* date = "2026-03-10T12:00:00-05:00"
* content.attachment.title = "Counseling note of 2026-03-10"
