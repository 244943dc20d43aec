ValueSet: StrengthVS
Id: strength
Title: "Strengths"
Description: "All codes of Strengths."
* insert Published
* include codes from system Strength
