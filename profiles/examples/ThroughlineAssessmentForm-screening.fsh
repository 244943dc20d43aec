Instance: assessment-form-screening
InstanceOf: ThroughlineAssessmentForm
Usage: #example
Title: "A screening form"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "QF-1"
* questionnaire = "https://cedar-bridge.example/forms/screening"
* status = #completed
* subject = Reference(patient-client)
* authored = "2026-02-18T09:30:00-05:00"
* author = Reference(nell-sample)
* item.linkId = "home"
* item.text = "Where did you sleep last night?"
* item.answer.valueString = "Under the bridge."
