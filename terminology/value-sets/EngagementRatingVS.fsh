ValueSet: EngagementRatingVS
Id: engagement-rating
Title: "Engagement Ratings"
Description: "All codes of Engagement Ratings."
* insert Published
* include codes from system EngagementRating
