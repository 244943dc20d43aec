Extension: ExplainedByPrescriptionExtension
Id: explained-by-prescription
Title: "Explained by a Prescription"
Description: "Whether a prescribed medicine explains the result of the test."
Context: Observation
* insert Published
* value[x] 1..1
* value[x] only boolean
