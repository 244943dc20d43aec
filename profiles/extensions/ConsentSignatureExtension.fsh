Extension: ConsentSignatureExtension
Id: consent-signature
Title: "Signature of the Release"
Description: "42 CFR 2.31(a)(8): who signed, when, and in what capacity (type and onBehalfOf)."
Context: Consent
* insert Published
* value[x] 1..1
* value[x] only Signature
