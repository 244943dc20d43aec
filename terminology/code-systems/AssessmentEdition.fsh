CodeSystem: AssessmentEdition
Id: assessment-edition
Title: "Editions of the ASAM Criteria"
Description: "By which edition an assessment was made."
* insert Published
* ^caseSensitive = true
* #asam-3 "Third edition"
* #asam-4 "Fourth edition"
