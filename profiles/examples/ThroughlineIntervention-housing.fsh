Instance: intervention-housing
InstanceOf: ThroughlineIntervention
Usage: #example
Title: "Weekly help with applications"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* extension[pertainsToGoal].valueReference = Reference(goal-housing)
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "I-1"
* status = #active
* intent = #order
* category[kind] = ReferralCategory#intervention
* code = ServiceType#case-management
* subject = Reference(patient-client)
* occurrenceTiming.repeat.frequency = 1
* occurrenceTiming.repeat.period = 1
* occurrenceTiming.repeat.periodUnit = #wk
* requester = Reference(nell-sample)
* performer = Reference(nell-sample)
