CodeSystem: LevelOfCareKind
Id: level-of-care-kind
Title: "Kinds of Level of Care Statement"
Description: "What an Observation says about the level of care."
* insert Published
* ^caseSensitive = true
* #level-of-care "Level of care" "The level that the person is in, for the effective period."
* #recommended-level-of-care "Recommended level of care" "The level that an assessment found the person to need."
* #actual-level-of-care "Actual level of care" "The level that was given at an assessment."
