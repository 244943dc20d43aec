CodeSystem: EvaluationPart
Id: evaluation-part
Title: "Parts of a Plan Evaluation"
Description: "What one component of the evaluation of a plan says."
* insert Published
* ^caseSensitive = true
* #worked "What worked"
* #did-not-work "What did not work"
* #next "What comes next"
