CodeSystem: GoalReview
Id: goal-review
Title: "Goal Review Results"
Description: "What a review of a goal found."
* insert Published
* ^caseSensitive = true
* #met "Met"
* #partly-met "Partly met"
* #not-met "Not met"
* #continued "Continued"
* #changed "Changed"
* #discontinued "Discontinued"
