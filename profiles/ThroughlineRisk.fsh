Profile: ThroughlineRisk
Parent: RiskAssessment
Id: risk
Title: "Risk"
Description: "A risk that an assessment found: of what, how high, and what is done about it."
* insert Published
* insert SecurityLabels
* identifier MS
* status MS
* parent MS
* subject 1..1 MS
* subject only Reference(Patient)
* occurrence[x] MS
* performer MS
* prediction 1..1 MS
* prediction.outcome 1..1 MS
* prediction.outcome from RiskKindVS (extensible)
* prediction.qualitativeRisk 1..1 MS
* prediction.qualitativeRisk from RiskLevelVS (required)
* mitigation MS
* note MS
