CodeSystem: MedicationUse
Id: medication-use
Title: "Uses of a Medication"
Description: "What a medication is for, as far as confidentiality depends on it."
* insert Published
* ^caseSensitive = true
* #sud "Substance use disorder"
* #mental-health "Mental health"
* #hiv "HIV"
* #other "Other"
