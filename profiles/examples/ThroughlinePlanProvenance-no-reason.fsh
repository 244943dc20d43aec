Instance: plan-provenance-no-reason
InstanceOf: Provenance
Usage: #example
Title: "Changed for no reason"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/plan-provenance"
* target = Reference(care-plan-revised)
* recorded = "2026-06-19T15:00:00-04:00"
* agent.who = Reference(nell-sample)
