Extension: IntermediaryExtension
Id: intermediary
Title: "Intermediary"
Description: "42 CFR 2.31(a)(4)(ii): the recipient passes records on to its participants; either they are named, or the release is limited to those who treat the patient."
Context: Consent.provision.actor
* insert Published
* obeys tl-intermediary-1
* extension contains
    participant 0..* and
    treatingProviders 0..1 and
    designation 0..1
* extension[participant].value[x] 1..1
* extension[participant].value[x] only Reference(Organization or Practitioner or PractitionerRole)
* extension[treatingProviders].value[x] 1..1
* extension[treatingProviders].value[x] only boolean
* extension[designation].value[x] 1..1
* extension[designation].value[x] only string

Invariant: tl-intermediary-1
Description: "A recipient that passes records on names its participants, or is limited to those who treat the patient (42 CFR 2.31(a)(4)(ii))."
Expression: "extension.where(url = 'participant').exists() or extension.where(url = 'treatingProviders' and value = true).exists()"
Severity: #error
