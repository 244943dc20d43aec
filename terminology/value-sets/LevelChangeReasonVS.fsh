ValueSet: LevelChangeReasonVS
Id: level-change-reason
Title: "Reasons for a Change of Level"
Description: "All codes of Reasons for a Change of Level."
* insert Published
* include codes from system LevelChangeReason
