ValueSet: EvaluationPartVS
Id: evaluation-part
Title: "Parts of a Plan Evaluation"
Description: "All codes of Parts of a Plan Evaluation."
* insert Published
* include codes from system EvaluationPart
