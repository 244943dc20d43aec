CodeSystem: LevelDifferenceReason
Id: level-difference-reason
Title: "Reasons for Another Level"
Description: "Why the actual level of care differs from the recommended one."
* insert Published
* ^caseSensitive = true
* #service-not-available "Service not available"
* #waiting-list "Waiting list"
* #client-preference "Preference of the client"
* #payer "Payer"
* #legal-mandate "Legal mandate"
* #clinical-judgment "Clinical judgment"
* #travel-distance "Distance"
* #family-responsibility "Responsibility for family"
* #other "Other"
