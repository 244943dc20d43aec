Profile: ThroughlineAssessment
Parent: Observation
Id: assessment
Title: "Assessment"
Description: "An assessment of the client as a whole: of what kind, by whom, when, by which edition of the ASAM criteria; dimensions, scores and findings are its members."
* insert Published
* insert SecurityLabels
* extension contains $episodeOfCare named episode 0..1 MS
* identifier MS
* status MS
* category MS
* code from AssessmentKindVS (required)
* code MS
* subject 1..1 MS
* subject only Reference(Patient)
* focus MS
* effective[x] 1..1 MS
* effective[x] only dateTime
* performer 1..* MS
* value[x] only string
* value[x] MS
* method MS
* method from AssessmentEditionVS (extensible)
* note MS
* hasMember MS
