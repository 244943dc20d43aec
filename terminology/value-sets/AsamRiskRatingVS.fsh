ValueSet: AsamRiskRatingVS
Id: asam-risk-rating
Title: "ASAM Risk Ratings, Third Edition"
Description: "All codes of ASAM Risk Ratings, Third Edition."
* insert Published
* include codes from system AsamRiskRating
