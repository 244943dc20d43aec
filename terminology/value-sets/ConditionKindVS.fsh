ValueSet: ConditionKindVS
Id: condition-kind
Title: "Kinds of Condition"
Description: "All codes of Kinds of Condition."
* insert Published
* include codes from system ConditionKind
