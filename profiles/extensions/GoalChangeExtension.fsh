Extension: GoalChangeExtension
Id: goal-change
Title: "Change of a Goal"
Description: "What this version of the plan changes about a goal, and why."
Context: CarePlan
* insert Published
* extension contains
    goal 1..1 and
    change 1..1 and
    reason 0..1
* extension[goal].value[x] 1..1
* extension[goal].value[x] only Reference(Goal)
* extension[change].value[x] 1..1
* extension[change].value[x] only CodeableConcept
* extension[reason].value[x] 1..1
* extension[reason].value[x] only string
* extension[change].valueCodeableConcept from GoalChangeVS (required)
