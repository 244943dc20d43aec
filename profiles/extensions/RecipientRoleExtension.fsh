Extension: RecipientRoleExtension
Id: recipient-role
Title: "Role of the Recipient"
Description: "42 CFR 2.35(a)(1): the role, within the recipient, of those who may have the information, such as the treatment court coordinator."
Context: Consent.provision.actor
* insert Published
* value[x] 1..1
* value[x] only CodeableConcept
* valueCodeableConcept from CourtRoleVS (extensible)
