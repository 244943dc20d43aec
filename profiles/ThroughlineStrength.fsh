Profile: ThroughlineStrength
Parent: Observation
Id: strength
Title: "Strength"
Description: "A strength, skill or resource of the client: what the plan builds on."
* insert Published
* insert SecurityLabels
* obeys tl-strength-what
* identifier MS
* status MS
* category MS
* code = ObservationKind#strength
* subject 1..1 MS
* subject only Reference(Patient)
* effective[x] MS
* value[x] only CodeableConcept or string
* value[x] MS
* note MS

Invariant: tl-strength-what
Description: "A strength says what it is."
Expression: "value.exists() or note.exists()"
Severity: #error
