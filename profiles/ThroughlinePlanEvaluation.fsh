Profile: ThroughlinePlanEvaluation
Parent: Observation
Id: plan-evaluation
Title: "Evaluation of a Plan"
Description: "What client, team and others found when a plan was evaluated: what worked, what did not, what comes next. Its first focus is the plan, the second the plan that came of it."
* insert Published
* insert SecurityLabels
* identifier MS
* status MS
* category MS
* code = ObservationKind#plan-evaluation
* subject 1..1 MS
* subject only Reference(Patient)
* focus 1..2 MS
* focus only Reference(ThroughlineCarePlan)
* effective[x] 1..1 MS
* effective[x] only dateTime
* performer 1..* MS
* value[x] 1..1 MS
* value[x] only string
* component MS
* component.code from EvaluationPartVS (required)
* component.value[x] only string
* note MS
