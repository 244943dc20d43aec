Instance: plan-provenance-revised
InstanceOf: ThroughlinePlanProvenance
Usage: #example
Title: "Why the plan was changed"
* target = Reference(care-plan-revised)
* recorded = "2026-06-19T15:00:00-04:00"
* reason.text = "Return to use: fewer goals, more evenings."
* activity = $isoLifecycle#amend
* agent.type = $provenanceParticipantType#author
* agent.who = Reference(nell-sample)
* agent.onBehalfOf = Reference(cedar-bridge)
