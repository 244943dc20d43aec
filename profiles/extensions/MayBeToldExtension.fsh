Extension: MayBeToldExtension
Id: may-be-told
Title: "What May Be Said"
Description: "What the client allows to be discussed with this person: a category of information, words, or the release that says so. It repeats what a release permits and permits nothing itself."
Context: RelatedPerson, PractitionerRole, CareTeam.participant
* insert Published
* value[x] 1..1
* value[x] only CodeableConcept or string or Reference(Consent)
* valueCodeableConcept from InformationCategoryVS (required)
