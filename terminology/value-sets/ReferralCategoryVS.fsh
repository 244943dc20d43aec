ValueSet: ReferralCategoryVS
Id: referral-category
Title: "Referral Categories"
Description: "All codes of Referral Categories."
* insert Published
* include codes from system ReferralCategory
