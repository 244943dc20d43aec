Extension: ChangeReasonExtension
Id: change-reason
Title: "Reason for the Change"
Description: "Why this version of the plan replaces the one before it."
Context: CarePlan
* insert Published
* value[x] 1..1
* value[x] only string
