CodeSystem: AsamRiskRating
Id: asam-risk-rating
Title: "ASAM Risk Ratings, Third Edition"
Description: "Severity of a dimension, 0 to 4, as the third edition rates it. The fourth edition names a minimum level of care instead."
* insert Published
* ^caseSensitive = true
* ^copyright = "Level numbers and names follow The ASAM Criteria, which is copyrighted by the American Society of Addiction Medicine. Only codes and names are given; the criteria themselves are not, and their use needs a licence from ASAM."
* #0 "No or very low risk"
* #1 "Mild risk"
* #2 "Moderate risk"
* #3 "Serious risk"
* #4 "Severe risk"
