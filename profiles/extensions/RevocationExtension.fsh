Extension: RevocationExtension
Id: revocation
Title: "Revocation"
Description: "That the release was revoked: when, by whom, how, and why if said."
Context: Consent
* insert Published
* extension contains
    date 1..1 and
    by 0..1 and
    inWriting 0..1 and
    reason 0..1 and
    receivedBy 0..1 and
    recipient 0..*
* extension[date].value[x] 1..1
* extension[date].value[x] only dateTime
* extension[by].value[x] 1..1
* extension[by].value[x] only Reference(Patient or RelatedPerson or Practitioner or PractitionerRole)
* extension[inWriting].value[x] 1..1
* extension[inWriting].value[x] only boolean
* extension[reason].value[x] 1..1
* extension[reason].value[x] only string
* extension[receivedBy].value[x] 1..1
* extension[receivedBy].value[x] only Reference(Practitioner or PractitionerRole or Organization or RelatedPerson or Patient)
* extension[recipient].value[x] 1..1
* extension[recipient].value[x] only Reference(Organization or Practitioner or PractitionerRole or RelatedPerson or Patient)
