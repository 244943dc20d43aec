CodeSystem: ConditionCourse
Id: condition-course
Title: "Courses of a Condition"
Description: "How a condition that is treated elsewhere is doing."
* insert Published
* ^caseSensitive = true
* #stable "Stable"
* #improving "Improving"
* #worsening "Worsening"
* #controlled "Controlled"
* #uncontrolled "Not controlled"
* #unknown "Unknown"
