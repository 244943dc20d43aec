CodeSystem: ObservationKind
Id: observation-kind
Title: "Kinds of Observation"
Description: "What an Observation of case management is about, where LOINC has no code that is known to fit."
* insert Published
* ^caseSensitive = true
* #asam-assessment "ASAM dimensional assessment"
* #asam-dimension "Rating of one ASAM dimension"
* #level-of-care-difference "Why the actual level of care differs from the recommended one"
* #strength "Strength, skill or resource of the person"
* #goal-review "Review of a goal"
* #engagement "Quality of engagement in treatment"
* #compliance "Compliance with the mandate"
* #attendance-summary "Attendance in a period"
* #drug-test-summary "Drug and alcohol tests in a period"
* #court-response "Incentive, sanction or adjustment by the court"
* #self-help-attendance "Attendance of mutual-help groups"
* #medication-adherence "Adherence to medication"
