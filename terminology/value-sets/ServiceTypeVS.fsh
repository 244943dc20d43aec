ValueSet: ServiceTypeVS
Id: service-type
Title: "Service Types"
Description: "All codes of Service Types."
* insert Published
* include codes from system ServiceType
