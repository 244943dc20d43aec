CodeSystem: ExplanationTopic
Id: explanation-topic
Title: "Topics of an Explanation"
Description: "What was explained to the client."
* insert Published
* ^caseSensitive = true
* #plan "Plan"
* #goal "Goal"
* #referral "Referral"
* #release "Release of information"
* #level-of-care "Level of care"
* #monitoring "Monitoring"
* #court-requirements "Requirements of the court"
* #rights "Rights"
* #discharge "Discharge"
* #other "Other"
