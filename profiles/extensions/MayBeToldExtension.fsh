Extension: MayBeToldExtension
Id: may-be-told
Title: "What May Be Said"
Description: "A category of information that the client allows to be discussed with this person. It repeats what a release permits and permits nothing itself."
Context: RelatedPerson, PractitionerRole, CareTeam.participant
* insert Published
* value[x] 1..1
* value[x] only CodeableConcept
* valueCodeableConcept from InformationCategoryVS (required)
