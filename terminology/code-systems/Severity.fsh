CodeSystem: Severity
Id: severity
Title: "Severity of a Need"
Description: "How pressing a need or a barrier is."
* insert Published
* ^caseSensitive = true
* #low "Low"
* #moderate "Moderate"
* #high "High"
* #urgent "Urgent"
