ValueSet: ReferralIntentVS
Id: referral-intent
Title: "Referral Intents"
Description: "A referral is an order; the copy that its receiver keeps is a filler order."
* insert Published
* $requestIntent#order "Order"
* $requestIntent#filler-order "Filler Order"
