Profile: ThroughlineIncident
Parent: Observation
Id: incident
Title: "Incident"
Description: "Something that happened and matters to safety or treatment: what, when, who told it, what was done."
* insert Published
* insert SecurityLabels
* identifier MS
* status MS
* category MS
* code = ObservationKind#incident
* subject 1..1 MS
* subject only Reference(Patient)
* focus MS
* effective[x] 1..1 MS
* effective[x] only dateTime
* performer MS
* value[x] 1..1 MS
* value[x] only CodeableConcept
* value[x] from IncidentVS (required)
* note MS
