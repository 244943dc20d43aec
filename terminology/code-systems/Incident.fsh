CodeSystem: Incident
Id: incident
Title: "Incidents"
Description: "Things that happened and matter to safety or treatment."
* insert Published
* ^caseSensitive = true
* #overdose "Overdose"
* #return-to-use "Return to use"
* #medical-emergency "Medical emergency"
* #psychiatric-crisis "Psychiatric crisis"
* #threat "Threat"
* #injury "Injury"
* #left-against-advice "Left against advice"
* #arrest "Arrest"
* #housing-loss "Loss of housing"
* #other "Other"
