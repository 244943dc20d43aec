ValueSet: ReferralSourceVS
Id: referral-source
Title: "Referral Sources"
Description: "All codes of Referral Sources."
* insert Published
* include codes from system ReferralSource
