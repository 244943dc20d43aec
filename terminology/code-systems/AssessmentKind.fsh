CodeSystem: AssessmentKind
Id: assessment-kind
Title: "Kinds of Assessment"
Description: "The occasion of an assessment."
* insert Published
* ^caseSensitive = true
* #screening "Screening"
* #initial "Initial assessment"
* #reassessment "Reassessment"
* #discharge "Assessment at discharge"
* #follow-up "Follow-up after discharge"
