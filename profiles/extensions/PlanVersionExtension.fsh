Extension: PlanVersionExtension
Id: plan-version
Title: "Version of the Plan"
Description: "The number that the center gives to this version of the plan."
Context: CarePlan
* insert Published
* value[x] 1..1
* value[x] only positiveInt
