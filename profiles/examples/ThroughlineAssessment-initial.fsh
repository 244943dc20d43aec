Instance: assessment-initial
InstanceOf: ThroughlineAssessment
Usage: #example
Title: "The initial assessment"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "AS-1"
* status = #final
* category = $observationCategory#survey
* code = AssessmentKind#initial
* subject = Reference(patient-client)
* focus = Reference(diagnosis-opioid)
* effectiveDateTime = "2026-02-24"
* performer = Reference(nell-sample)
* method = AssessmentEdition#asam-4
* valueString = "Opioid use disorder, severe; no home; wants to work again."
* hasMember = Reference(level-of-care-residential)
* note.text = "I want my son back."
