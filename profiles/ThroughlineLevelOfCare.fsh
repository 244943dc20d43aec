Profile: ThroughlineLevelOfCare
Parent: Observation
Id: level-of-care
Title: "Level of Care"
Description: "The ASAM level of care that the client is in for a period, or was found to need. The system of the code says which edition."
* insert Published
* insert SecurityLabels
* obeys tl-level-period
* identifier MS
* status MS
* category MS
* code from LevelOfCareKindVS (required)
* code MS
* subject 1..1 MS
* subject only Reference(Patient)
* effective[x] 1..1 MS
* effective[x] only Period or dateTime
* performer MS
* value[x] 1..1 MS
* value[x] only CodeableConcept
* value[x] from LevelOfCareVS (required)
* note MS
* derivedFrom MS

Invariant: tl-level-period
Description: "The level that a client is in has a beginning."
Expression: "code.coding.where(code = 'level-of-care').exists() implies effective.start.exists()"
Severity: #error
