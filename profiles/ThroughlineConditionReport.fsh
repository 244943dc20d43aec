Profile: ThroughlineConditionReport
Parent: Observation
Id: condition-report
Title: "Report on an Outside Condition"
Description: "What another provider reports of a condition that the center does not treat: its course, a score or a measure."
* insert Published
* insert SecurityLabels
* extension contains ConcernsExtension named concerns 0..1 MS
* identifier MS
* status MS
* category MS
* code = ObservationKind#condition-report
* subject 1..1 MS
* subject only Reference(Patient)
* focus MS
* effective[x] 1..1 MS
* effective[x] only dateTime
* performer MS
* value[x] 1..1 MS
* value[x] only CodeableConcept
* value[x] from ConditionCourseVS (required)
* note MS
* component MS
