Instance: goal-not-achieved
InstanceOf: ThroughlineGoal
Usage: #example
Title: "A goal that was not reached, and why"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "G-2"
* lifecycleStatus = #cancelled
* achievementStatus = $goalAchievement#not-achieved
* description.text = "I want to finish my certificate this spring"
* subject = Reference(patient-client)
* startDate = "2026-03-03"
* target.dueDate = "2026-06-01"
* expressedBy = Reference(patient-client)
* note.text = "Classes overlapped with court dates; a new goal replaces this one."
