ValueSet: AssessmentKindVS
Id: assessment-kind
Title: "Kinds of Assessment"
Description: "All codes of Kinds of Assessment."
* insert Published
* include codes from system AssessmentKind
