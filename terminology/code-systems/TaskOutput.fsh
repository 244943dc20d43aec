CodeSystem: TaskOutput
Id: task-output
Title: "Referral Outputs"
Description: "What a referral gives back."
* insert Published
* ^caseSensitive = true
* #outcome "Outcome of the referral" "What came of it, in words or as a code."
* #appointment "Appointment"
* #admission "Admission" "When the person was admitted."
* #interim-report "Interim report"
* #final-report "Final report"
* #resulting-activity "Activity that was performed"
* #benefit-period "Period of the benefit" "From when until when a benefit is granted."
