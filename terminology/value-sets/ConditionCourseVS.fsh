ValueSet: ConditionCourseVS
Id: condition-course
Title: "Courses of a Condition"
Description: "All codes of Courses of a Condition."
* insert Published
* include codes from system ConditionCourse
