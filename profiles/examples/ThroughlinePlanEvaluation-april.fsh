Instance: plan-evaluation-april
InstanceOf: ThroughlinePlanEvaluation
Usage: #example
Title: "The first plan worked"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "EV-1"
* status = #final
* category = $observationCategory#survey
* code = ObservationKind#plan-evaluation
* subject = Reference(patient-client)
* focus[0] = Reference(care-plan-service-plan)
* focus[1] = Reference(care-plan-revised)
* effectiveDateTime = "2026-04-27"
* performer[0] = Reference(nell-sample)
* performer[1] = Reference(patient-client)
* valueString = "Safety, roof and insurance are in place."
* component[0].code = EvaluationPart#worked
* component[0].valueString = "Applications done together."
* note.text = "I am still here."
