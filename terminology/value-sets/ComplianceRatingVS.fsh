ValueSet: ComplianceRatingVS
Id: compliance-rating
Title: "Compliance Ratings"
Description: "All codes of Compliance Ratings."
* insert Published
* include codes from system ComplianceRating
