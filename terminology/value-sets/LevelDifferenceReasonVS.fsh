ValueSet: LevelDifferenceReasonVS
Id: level-difference-reason
Title: "Reasons for Another Level"
Description: "All codes of Reasons for Another Level."
* insert Published
* include codes from system LevelDifferenceReason
