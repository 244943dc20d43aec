CodeSystem: CourtResponse
Id: court-response
Title: "Court Responses"
Description: "How a court answers behavior."
* insert Published
* ^caseSensitive = true
* #incentive "Incentive"
* #sanction "Sanction"
* #service-adjustment "Service adjustment" "A clinical change, not a punishment."
* #phase-advance "Phase advance"
* #phase-return "Return to an earlier phase"
* #warrant "Warrant"
