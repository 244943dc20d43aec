Profile: ThroughlineServiceRequest
Parent: ServiceRequest
Id: service-request
Title: "Referral"
Description: "A request to another organization to serve the client. The source's is an order; the copy that the receiver keeps is a filler order based on it. It asks for no more than a hospital has."
* insert Published
* insert SecurityLabels
* obeys tl-referral-service and tl-referral-reason and tl-referral-filler
* extension contains
    $pertainsToGoal named pertainsToGoal 0..* MS and
    ReferredByExtension named referredBy 0..1 MS and
    ObstacleExtension named obstacle 0..* MS
* identifier MS
* basedOn MS
* status MS
* intent from ReferralIntentVS (required)
* intent MS
* insert SliceByPattern(category, "By the kind of request")
* category contains
    kind 0..1 MS and
    socialService 0..1 and
    evaluation 0..1
* category[kind] from ReferralCategoryVS (required)
* category[kind] ^patternCodeableConcept.coding.system = "https://throughline.example/fhir/CodeSystem/referral-category"
* category[socialService] = $snomed#410606002
* category[evaluation] = $snomed#386053000
* priority MS
* code 1..1 MS
* code from ServiceTypeVS (extensible)
* subject only Reference(Patient)
* subject MS
* occurrence[x] MS
* authoredOn MS
* requester 1..1 MS
* requester only Reference(Organization or Practitioner or PractitionerRole)
* performer only Reference(Organization or Practitioner or PractitionerRole or HealthcareService or CareTeam)
* performer MS
* reasonCode MS
* reasonReference MS
// By Reference.type, not by resolve(): a resource is checked where its references cannot be followed.
* insert SliceByChildValue(supportingInfo, "type", "By the type that the reference states")
* supportingInfo contains release 0..* MS
* supportingInfo[release] only Reference(Consent)
* supportingInfo[release].type 1..1
* supportingInfo[release].type = "Consent"
* note MS

Invariant: tl-referral-service
Description: "A referral says in words or as a code which service it asks for."
Expression: "code.text.exists() or code.coding.where(code.exists() or display.exists()).exists()"
Severity: #error

Invariant: tl-referral-reason
Description: "A referral says why the client is referred."
Expression: "meta.security.where(code = 'SUBSETTED' or code = 'REDACTED').exists() or reasonCode.exists() or reasonReference.exists()"
Severity: #warning

Invariant: tl-referral-filler
Description: "A receiver's copy of a referral says which referral it fills."
Expression: "intent = 'filler-order' implies basedOn.exists()"
Severity: #warning
