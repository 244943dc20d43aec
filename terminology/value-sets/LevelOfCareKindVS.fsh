ValueSet: LevelOfCareKindVS
Id: level-of-care-kind
Title: "Kinds of Level of Care Statement"
Description: "All codes of Kinds of Level of Care Statement."
* insert Published
* include codes from system LevelOfCareKind
