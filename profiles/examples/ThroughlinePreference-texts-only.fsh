Instance: preference-texts-only
InstanceOf: ThroughlinePreference
Usage: #example
Title: "Text messages only"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "PF-1"
* status = #active
* code = Preference#communication-preference
* code.text = "Text messages only; never the name of the center."
* subject = Reference(patient-client)
* period.start = "2026-02-18"
* author = Reference(patient-client)
* extension[clientWords].valueString = "My phone lies open at work."
