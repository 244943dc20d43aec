CodeSystem: Sensitivity
Id: sensitivity
Title: "Sensitivities"
Description: "Kinds of specially protected fact, as a case record declares them."
* insert Published
* ^caseSensitive = true
* #hiv "HIV"
* #mental-health "Mental health"
* #domestic-violence "Domestic violence"
* #sexual-health "Sexual health"
* #genetic "Genetic information"
* #other "Other"
