ValueSet: GoalChangeVS
Id: goal-change
Title: "Changes of a Goal"
Description: "All codes of Changes of a Goal."
* insert Published
* include codes from system GoalChange
