ValueSet: ReferralBusinessStatusVS
Id: referral-business-status
Title: "Referral Business Status"
Description: "Where a referral stands: the codes of BSeR, and local ones for the rest."
* insert Published
* include codes from system $bserTaskBusinessStatus
* include codes from system ReferralBusinessStatus
