Profile: ThroughlinePlanProvenance
Parent: Provenance
Id: plan-provenance
Title: "Provenance of a Plan"
Description: "Who changed a plan, when, and why: beside the plan that replaces another."
* insert Published
* insert SecurityLabels
* target 1..* MS
* target only Reference(ThroughlineCarePlan)
* recorded MS
* reason 1..* MS
* activity MS
* agent MS
* agent.type MS
* agent.who MS
* agent.onBehalfOf MS
* entity MS
