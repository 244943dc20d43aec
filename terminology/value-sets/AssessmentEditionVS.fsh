ValueSet: AssessmentEditionVS
Id: assessment-edition
Title: "Editions of the ASAM Criteria"
Description: "All codes of Editions of the ASAM Criteria."
* insert Published
* include codes from system AssessmentEdition
