CodeSystem: LevelChangeReason
Id: level-change-reason
Title: "Reasons for a Change of Level"
Description: "Why a level of care began."
* insert Published
* ^caseSensitive = true
* #admission "Admission"
* #step-down "Step down"
* #step-up "Step up"
* #lateral-transfer "Lateral transfer"
* #readmission "Readmission"
