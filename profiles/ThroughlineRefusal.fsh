Profile: ThroughlineRefusal
Parent: ServiceRequest
Id: refusal
Title: "Refusal"
Description: "A service that was offered and that the client refused: not to be performed. It says why, in the client's words, and when it may be offered again."
* insert Published
* insert SecurityLabels
* obeys tl-refusal-status
* extension contains $pertainsToGoal named pertainsToGoal 0..1 MS
* identifier MS
* status MS
* intent = #proposal
* intent MS
* category 1..* MS
* insert SliceByPattern(category, "By the kind of request")
* category contains refusal 1..1 MS
* category[refusal] = ReferralCategory#refusal
* doNotPerform 1..1 MS
* doNotPerform = true
* code 1..1 MS
* code from ServiceTypeVS (extensible)
* subject only Reference(Patient)
* subject MS
* occurrence[x] MS
* authoredOn 1..1 MS
* requester MS
* basedOn MS
* reasonCode MS
* supportingInfo MS
* note MS

Invariant: tl-refusal-status
Description: "A refusal is an offer that was withdrawn: it is revoked, or was entered in error."
Expression: "status = 'revoked' or status = 'entered-in-error'"
Severity: #error
