Profile: ThroughlineStay
Parent: Encounter
Id: stay
Title: "Stay at a Level of Care"
Description: "The time that the client spends at one level of care, within an episode."
* insert Published
* insert SecurityLabels
* obeys tl-stay-start
* identifier MS
* status MS
* class MS
* type 1..* MS
* type from LevelOfCareVS (required)
* serviceType MS
* serviceType from ServiceTypeVS (extensible)
* subject 1..1 MS
* subject only Reference(Patient)
* episodeOfCare MS
* period 1..1 MS
* reasonCode MS
* reasonCode from LevelChangeReasonVS (extensible)
* reasonReference MS
* serviceProvider MS

Invariant: tl-stay-start
Description: "A stay says since when it lasts."
Expression: "period.start.exists()"
Severity: #error
