Instance: goal-proposed
InstanceOf: ThroughlineGoal
Usage: #example
Title: "A goal that is only proposed"
* lifecycleStatus = #proposed
* description.text = "See my daughter every week"
* subject = Reference(patient-client)
* expressedBy = Reference(patient-client)
