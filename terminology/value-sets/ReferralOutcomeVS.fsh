ValueSet: ReferralOutcomeVS
Id: referral-outcome
Title: "Referral Outcomes"
Description: "All codes of Referral Outcomes."
* insert Published
* include codes from system ReferralOutcome
