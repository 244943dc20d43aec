CodeSystem: EngagementRating
Id: engagement-rating
Title: "Engagement Ratings"
Description: "How a person takes part in treatment."
* insert Published
* ^caseSensitive = true
* #active "Active"
* #adequate "Adequate"
* #minimal "Minimal"
* #none "None"
