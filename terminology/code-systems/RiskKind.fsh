CodeSystem: RiskKind
Id: risk-kind
Title: "Kinds of Risk"
Description: "What might happen."
* insert Published
* ^caseSensitive = true
* #overdose "Overdose"
* #withdrawal "Withdrawal"
* #relapse "Relapse"
* #suicide "Suicide"
* #self-harm "Self-harm"
* #violence "Violence"
* #homelessness "Homelessness"
* #other "Other"
