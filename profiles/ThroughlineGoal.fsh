Profile: ThroughlineGoal
Parent: Goal
Id: goal
Title: "Goal"
Description: "A goal of the plan: specific, measurable, in the client's voice, and reviewed."
* insert Published
* insert SecurityLabels
* obeys tl-goal-start and tl-goal-due and tl-goal-measure and tl-goal-dates and tl-goal-voice and tl-goal-why
* extension contains
    ObstacleExtension named obstacle 0..* MS and
    AchievedOnExtension named achievedOn 0..1 MS
* identifier MS
* lifecycleStatus MS
* achievementStatus MS
* achievementStatus from http://hl7.org/fhir/ValueSet/goal-achievement (required)
* priority MS
* description MS
* description.text 1..1 MS
* subject only Reference(Patient)
* subject MS
* start[x] only date
* start[x] MS
* target MS
* target.measure MS
* target.detail[x] MS
* target.due[x] only date
* target.due[x] MS
* statusDate MS
* statusReason MS
* expressedBy MS
* addresses MS
* note MS
* outcomeReference MS

Invariant: tl-goal-start
Description: "A goal that is being worked on has a start date."
Expression: "lifecycleStatus = 'active' implies start.exists()"
Severity: #error

Invariant: tl-goal-due
Description: "A goal that is being worked on has a date by which it is to be reached."
Expression: "lifecycleStatus = 'active' implies target.due.exists()"
Severity: #error

Invariant: tl-goal-measure
Description: "A goal that is being worked on says how one will know that it is reached."
Expression: "lifecycleStatus = 'active' implies target.where(measure.exists() or detail.exists()).exists()"
Severity: #warning

Invariant: tl-goal-dates
Description: "A goal is not due before it starts."
Expression: "iif(start.exists() and target.due.exists() and target.where(due.ofType(date) < %resource.start.ofType(date)).exists(), false, true)"
Severity: #error

Invariant: tl-goal-voice
Description: "A goal says in whose words it is."
Expression: "expressedBy.exists()"
Severity: #warning

Invariant: tl-goal-why
Description: "A goal that was not reached says why."
Expression: "achievementStatus.coding.where(code in ('not-achieved' | 'not-attainable')).exists() implies (note.exists() or outcomeReference.exists() or statusReason.exists())"
Severity: #warning
