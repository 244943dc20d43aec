ValueSet: ApplicationStatusVS
Id: application-status
Title: "Application Status"
Description: "All codes of Application Status."
* insert Published
* include codes from system ApplicationStatus
