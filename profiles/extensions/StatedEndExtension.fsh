Extension: StatedEndExtension
Id: stated-end
Title: "Stated End"
Description: "The end that the record states of something that is not over yet (FHIR allows an abatement only of what is)."
Context: Condition
* insert Published
* value[x] 1..1
* value[x] only date
