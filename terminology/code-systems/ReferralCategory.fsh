CodeSystem: ReferralCategory
Id: referral-category
Title: "Referral Categories"
Description: "What kind of thing a ServiceRequest asks for."
* insert Published
* ^caseSensitive = true
* #referral "Referral to another organization"
* #intervention "Intervention under a plan"
* #hand-over "Hand-over to another level of care"
* #mandate-condition "Condition of a court mandate"
* #admission "Request for admission"
* #refusal "Service that the client refused"
