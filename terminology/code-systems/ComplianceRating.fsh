CodeSystem: ComplianceRating
Id: compliance-rating
Title: "Compliance Ratings"
Description: "How far a participant meets the mandate."
* insert Published
* ^caseSensitive = true
* #compliant "Compliant"
* #partly-compliant "Partly compliant"
* #not-compliant "Not compliant"
* #not-enough-information "Not enough information"
