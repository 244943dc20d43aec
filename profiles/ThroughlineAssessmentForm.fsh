Profile: ThroughlineAssessmentForm
Parent: QuestionnaireResponse
Id: assessment-form
Title: "Assessment Form"
Description: "The answers to an instrument or form of an assessment, from which its Observations are derived."
* insert Published
* insert SecurityLabels
* identifier MS
* questionnaire MS
* status MS
* subject 1..1 MS
* subject only Reference(Patient)
* encounter MS
* authored 1..1 MS
* author 1..1 MS
* source MS
* item 1..* MS
* item.linkId MS
* item.text MS
* item.answer MS
