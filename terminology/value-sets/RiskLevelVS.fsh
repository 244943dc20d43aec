ValueSet: RiskLevelVS
Id: risk-level
Title: "Levels of Risk"
Description: "All codes of Levels of Risk."
* insert Published
* include codes from system RiskLevel
