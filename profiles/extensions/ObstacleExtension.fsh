Extension: ObstacleExtension
Id: obstacle
Title: "Obstacle"
Description: "An obstacle to reaching the goal, meeting the need or carrying out the referral."
Context: Goal, Condition, ServiceRequest, Task
* insert Published
* value[x] 1..1
* value[x] only Reference(Condition) or CodeableConcept
