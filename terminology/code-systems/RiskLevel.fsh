CodeSystem: RiskLevel
Id: risk-level
Title: "Levels of Risk"
Description: "How likely something is."
* insert Published
* ^caseSensitive = true
* #none "None"
* #low "Low"
* #moderate "Moderate"
* #high "High"
* #imminent "Imminent"
