Extension: EngagementOutcomeExtension
Id: engagement-outcome
Title: "Engagement Outcome"
Description: "What came of an attempt to engage the person."
Context: Communication, Encounter
* insert Published
* value[x] 1..1
* value[x] only CodeableConcept
* valueCodeableConcept from EngagementOutcomeVS (extensible)
