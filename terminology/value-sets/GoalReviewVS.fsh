ValueSet: GoalReviewVS
Id: goal-review
Title: "Goal Review Results"
Description: "All codes of Goal Review Results."
* insert Published
* include codes from system GoalReview
