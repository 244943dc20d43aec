ValueSet: CourtResponseVS
Id: court-response
Title: "Court Responses"
Description: "All codes of Court Responses."
* insert Published
* include codes from system CourtResponse
