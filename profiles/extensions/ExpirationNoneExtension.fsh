Extension: ExpirationNoneExtension
Id: expiration-none
Title: "No Expiration"
Description: "42 CFR 2.31(a)(7): the release says that it has no end. Lawful for treatment, payment and operations only."
Context: Consent
* insert Published
* value[x] 1..1
* value[x] only boolean
