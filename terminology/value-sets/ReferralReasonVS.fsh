ValueSet: ReferralReasonVS
Id: referral-reason
Title: "Reasons in a Referral"
Description: "All codes of Reasons in a Referral."
* insert Published
* include codes from system ReferralReason
