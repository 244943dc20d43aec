Profile: ThroughlineIntervention
Parent: ServiceRequest
Id: intervention
Title: "Intervention"
Description: "A strategy or service under a goal of the plan: what, by whom, how often."
* insert Published
* insert SecurityLabels
* extension contains $pertainsToGoal named pertainsToGoal 1..* MS
* identifier MS
* status MS
* intent from InterventionIntentVS (required)
* intent MS
* insert SliceByPattern(category, "By the kind of request")
* category contains kind 0..1 MS
* category[kind] from ReferralCategoryVS (required)
* category[kind] ^patternCodeableConcept.coding.system = "https://throughline.example/fhir/CodeSystem/referral-category"
* code 1..1 MS
* code from ServiceTypeVS (extensible)
* subject only Reference(Patient)
* subject MS
* occurrence[x] MS
* performer MS
* patientInstruction MS
* note MS
