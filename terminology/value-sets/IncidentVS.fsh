ValueSet: IncidentVS
Id: incident
Title: "Incidents"
Description: "All codes of Incidents."
* insert Published
* include codes from system Incident
