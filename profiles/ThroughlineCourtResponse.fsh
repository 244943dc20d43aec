Profile: ThroughlineCourtResponse
Parent: Observation
Id: court-response
Title: "Response of the Court"
Description: "An incentive, a sanction, a change of phase or of service: what the court did, when, and why."
* insert Published
* insert SecurityLabels
* identifier MS
* status MS
* category MS
* code = ObservationKind#court-response
* subject 1..1 MS
* subject only Reference(Patient)
* focus MS
* effective[x] 1..1 MS
* effective[x] only dateTime
* performer MS
* value[x] 1..1 MS
* value[x] only CodeableConcept
* value[x] from CourtResponseVS (required)
* note MS
