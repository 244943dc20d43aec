Profile: ThroughlinePrescription
Parent: MedicationRequest
Id: prescription
Title: "Prescription"
Description: "Who prescribed a medicine that the client takes."
* insert Published
* insert SecurityLabels
* identifier MS
* status MS
* intent MS
* medication[x] only CodeableConcept
* medication[x] MS
* subject only Reference(Patient)
* subject MS
* authoredOn MS
* requester 1..1 MS
* dosageInstruction MS
