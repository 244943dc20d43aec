Instance: goal-housing
InstanceOf: ThroughlineGoal
Usage: #example
Title: "A goal that is being worked on"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "G-1"
* lifecycleStatus = #active
* achievementStatus = $goalAchievement#in-progress
* priority = $goalPriority#high-priority
* description.text = "I want my own room in a sober house by summer"
* subject = Reference(patient-client)
* startDate = "2026-03-03"
* target.measure.text = "Signed rental agreement"
* target.detailString = "Moved in"
* target.dueDate = "2026-07-01"
* expressedBy = Reference(patient-client)
* addresses = Reference(need-housing)
