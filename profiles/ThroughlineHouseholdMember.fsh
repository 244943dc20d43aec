Profile: ThroughlineHouseholdMember
Parent: RelatedPerson
Id: household-member
Title: "Member of the Household"
Description: "A member of the client's family or household, and whether that person lives with the client and needs the client's care. That the person is a client too is never said."
* insert Published
* insert SecurityLabels
* identifier MS
* active MS
* patient MS
* relationship 1..* MS
* insert SliceByPattern(relationship, "By what it says")
* relationship contains tie 0..* MS
* relationship[tie] from HouseholdTieVS (required)
* relationship[tie] ^patternCodeableConcept.coding.system = "https://throughline.example/fhir/CodeSystem/household-tie"
* name MS
* gender MS
* birthDate MS
* period MS
