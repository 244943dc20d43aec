Profile: ThroughlineProgress
Parent: Observation
Id: progress
Title: "Progress in a Period"
Description: "How the team rates the progress of a period: engagement and compliance as members, and what it recommends."
* insert Published
* insert SecurityLabels
* identifier MS
* status MS
* category MS
* code = ObservationKind#progress
* subject 1..1 MS
* subject only Reference(Patient)
* effective[x] 1..1 MS
* effective[x] only Period
* performer 1..* MS
* value[x] only CodeableConcept
* value[x] from RecommendationVS (required)
* value[x] MS
* note MS
* hasMember MS
