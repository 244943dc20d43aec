Profile: ThroughlineAdmissionRequest
Parent: ServiceRequest
Id: admission-request
Title: "Request for Admission"
Description: "How the client came to the center: who sent or asked, when, and what gives a place before others on the waiting list."
* insert Published
* insert SecurityLabels
* identifier MS
* status MS
* intent = #order
* intent MS
* category 1..* MS
* insert SliceByPattern(category, "By the kind of request")
* category contains
    admission 1..1 MS and
    source 0..1 MS
* category[admission] = ReferralCategory#admission
* category[source] from ReferralSourceVS (required)
* category[source] ^patternCodeableConcept.coding.system = "https://throughline.example/fhir/CodeSystem/referral-source"
* code 1..1 MS
* subject only Reference(Patient)
* subject MS
* authoredOn MS
* requester MS
* reasonCode MS
* reasonCode from PriorityPopulationVS (extensible)
* note MS
