Extension: PartyExtension
Id: party
Title: "Who Is Meant"
Description: "What is known of a person or organization that a reference names in words: organization, role, how to reach it."
Context: Reference
* insert Published
* extension contains
    organization 0..1 and
    role 0..2 and
    telecom 0..2
* extension[organization].value[x] 1..1
* extension[organization].value[x] only string
* extension[role].value[x] 1..1
* extension[role].value[x] only CodeableConcept
* extension[telecom].value[x] 1..1
* extension[telecom].value[x] only ContactPoint
