Extension: RestrictionRequestExtension
Id: restriction-request
Title: "Request for the Restriction"
Description: "What the patient asked for, in words, and when the center agreed (42 CFR 2.26)."
Context: Consent
* insert Published
* extension contains
    agreedOn 0..1 and
    text 0..1 and
    clientWords 0..1
* extension[agreedOn].value[x] 1..1
* extension[agreedOn].value[x] only date
* extension[text].value[x] 1..1
* extension[text].value[x] only string
* extension[clientWords].value[x] 1..1
* extension[clientWords].value[x] only string
