CodeSystem: Linkage
Id: linkage
Title: "Linkage"
Description: "What was done so that a referral arrives, beyond handing out a phone number."
* insert Published
* ^caseSensitive = true
* #called-together "Called together"
* #accompanied "Accompanied"
* #warm-hand-off "Warm hand-off"
* #transport-arranged "Transport arranged"
* #appointment-made "Appointment made"
* #records-sent "Records sent"
* #documents-prepared "Documents prepared"
* #reminder-set "Reminder set"
* #follow-up-call "Follow-up call"
