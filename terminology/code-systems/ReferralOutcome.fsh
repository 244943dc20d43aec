CodeSystem: ReferralOutcome
Id: referral-outcome
Title: "Referral Outcomes"
Description: "What came of a completed referral."
* insert Published
* ^caseSensitive = true
* #service-provided "Service provided"
* #service-continuing "Linked; the service continues"
* #partly-provided "Partly provided"
* #evaluated-only "Evaluated, no further service needed"
* #not-provided "Not provided"
