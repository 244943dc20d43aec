Extension: ReviewDueExtension
Id: review-due
Title: "Review Due"
Description: "When the plan is to be reviewed with the client."
Context: CarePlan
* insert Published
* value[x] 1..1
* value[x] only date
