ValueSet: EngagementOutcomeVS
Id: engagement-outcome
Title: "Engagement Outcomes"
Description: "All codes of Engagement Outcomes."
* insert Published
* include codes from system EngagementOutcome
