Instance: goal-review-client
InstanceOf: ThroughlineGoalReview
Usage: #example
Title: "What the client found"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "GR-1"
* status = #final
* category = $observationCategory#survey
* subject = Reference(patient-client)
* focus = Reference(goal-housing)
* effectiveDateTime = "2026-06-03"
* performer = Reference(patient-client)
* valueCodeableConcept = GoalReview#partly-met
* note.text = "I have been on the list since April."
