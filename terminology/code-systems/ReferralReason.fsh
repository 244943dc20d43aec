CodeSystem: ReferralReason
Id: referral-reason
Title: "Reasons in a Referral"
Description: "Why a referral was declined, paused, cancelled or failed."
* insert Published
* ^caseSensitive = true
* #no-capacity "No capacity"
* #not-suitable "Service not suitable"
* #not-eligible "Person not eligible"
* #level-of-care-mismatch "Another level of care is needed"
* #payer "Payer or coverage"
* #consent-scope "The release does not cover what is needed"
* #distance "Too far away"
* #client-choice "The client declined or chose otherwise"
* #could-not-be-contacted "Person could not be contacted"
* #repeated-no-show "Repeatedly not kept appointments"
* #in-hospital "In hospital"
* #incarcerated "Incarcerated"
* #deceased "Person has died"
* #left-against-advice "Left against advice"
* #no-longer-needed "No longer needed"
* #duplicate "Duplicate referral"
* #entered-in-error "Sent by mistake"
* #other "Other"
