Profile: ThroughlineGoalReview
Parent: Observation
Id: goal-review
Title: "Review of a Goal"
Description: "What the client or a provider found when a goal was reviewed, and why it was not reached."
* insert Published
* insert SecurityLabels
* obeys tl-review-why
* identifier MS
* status MS
* category MS
* code = ObservationKind#goal-review
* subject 1..1 MS
* subject only Reference(Patient)
* focus 1..1 MS
* focus only Reference(ThroughlineGoal)
* effective[x] 1..1 MS
* effective[x] only dateTime
* performer 1..* MS
* value[x] 1..1 MS
* value[x] only CodeableConcept
* value[x] from GoalReviewVS (required)
* note MS

Invariant: tl-review-why
Description: "A review that found a goal not met says why."
Expression: "value.coding.where(code = 'not-met').exists() implies note.exists()"
Severity: #warning
