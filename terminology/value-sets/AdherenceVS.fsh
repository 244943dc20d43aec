ValueSet: AdherenceVS
Id: adherence
Title: "Adherence"
Description: "All codes of Adherence."
* insert Published
* include codes from system Adherence
