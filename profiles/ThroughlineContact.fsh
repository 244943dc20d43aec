Profile: ThroughlineContact
Parent: RelatedPerson
Id: contact
Title: "Collateral Contact or Family Member"
Description: "A person in the client's life, and what the client allows to be said to that person."
* insert Published
* insert SecurityLabels
* obeys tl-contact-name
* extension contains
    MayBeToldExtension named mayBeTold 0..* MS and
    ContactOrganizationExtension named organization 0..1 MS
* identifier MS
* active MS
* patient MS
* relationship 1..* MS
* relationship from ContactRelationshipVS (extensible)
* name MS
* telecom MS
* period MS

Invariant: tl-contact-name
Description: "A contact has a name or an organization's name."
Expression: "name.exists()"
Severity: #error
