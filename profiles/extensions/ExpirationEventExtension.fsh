Extension: ExpirationEventExtension
Id: expiration-event
Title: "Expiration Event"
Description: "42 CFR 2.31(a)(7): the event upon which the release ends, where it is not a date."
Context: Consent
* insert Published
* value[x] 1..1
* value[x] only string
