CodeSystem: ReferralSource
Id: referral-source
Title: "Referral Sources"
Description: "Where the client came from."
* insert Published
* ^caseSensitive = true
* #self "Self"
* #family "Family or friends"
* #street-outreach "Street outreach"
* #hospital "Hospital"
* #physician "Physician"
* #other-treatment-provider "Another treatment provider"
* #community-service "Community service"
* #employer "Employer"
* #school "School"
* #drug-court "Drug court"
* #other-criminal-justice "Other criminal justice"
* #other "Other"
