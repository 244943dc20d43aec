Extension: ReferredByExtension
Id: referred-by
Title: "Referred By"
Description: "The person at the center who made the referral; the center itself is the requester."
Context: ServiceRequest
* insert Published
* value[x] 1..1
* value[x] only Reference(Practitioner or PractitionerRole or RelatedPerson or Patient or Organization)
