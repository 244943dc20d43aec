ValueSet: MedicationUseVS
Id: medication-use
Title: "Uses of a Medication"
Description: "All codes of Uses of a Medication."
* insert Published
* include codes from system MedicationUse
