CodeSystem: GoalChange
Id: goal-change
Title: "Changes of a Goal"
Description: "What a new version of the plan does with a goal of the version before it."
* insert Published
* ^caseSensitive = true
* #kept "Kept"
* #revised "Revised"
* #added "Added"
* #dropped "Dropped"
* #achieved "Achieved"
