Extension: AchievedOnExtension
Id: achieved-on
Title: "Achieved On"
Description: "The day on which the goal was reached; the goal may go on after it."
Context: Goal
* insert Published
* value[x] 1..1
* value[x] only date
