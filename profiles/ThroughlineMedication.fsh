Profile: ThroughlineMedication
Parent: MedicationStatement
Id: medication
Title: "Medication"
Description: "A medicine that the client takes, what for, in words how much, and whether it is taken as prescribed."
* insert Published
* insert SecurityLabels
* identifier MS
* basedOn MS
* status MS
* statusReason MS
* statusReason from AdherenceVS (extensible)
* category 1..1 MS
* category from MedicationUseVS (extensible)
* medication[x] only CodeableConcept
* medication[x] MS
* subject only Reference(Patient)
* subject MS
* effective[x] MS
* dateAsserted MS
* informationSource MS
* reasonReference MS
* dosage MS
* note MS
