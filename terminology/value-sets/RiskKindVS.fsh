ValueSet: RiskKindVS
Id: risk-kind
Title: "Kinds of Risk"
Description: "All codes of Kinds of Risk."
* insert Published
* include codes from system RiskKind
