ValueSet: RecommendationVS
Id: recommendation
Title: "Recommendations"
Description: "All codes of Recommendations."
* insert Published
* include codes from system Recommendation
