ValueSet: MandateConditionVS
Id: mandate-condition
Title: "Mandate Conditions"
Description: "All codes of Mandate Conditions."
* insert Published
* include codes from system MandateCondition
