Instance: risk-how-high
InstanceOf: RiskAssessment
Usage: #example
Title: "A risk without a level"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/risk"
* status = #final
* subject = Reference(patient-client)
* prediction.outcome = RiskKind#overdose
