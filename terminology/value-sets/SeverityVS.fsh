ValueSet: SeverityVS
Id: severity
Title: "Severity of a Need"
Description: "All codes of Severity of a Need."
* insert Published
* include codes from system Severity
