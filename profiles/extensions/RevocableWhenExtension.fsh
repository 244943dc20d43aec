Extension: RevocableWhenExtension
Id: revocable-when
Title: "Revocable When"
Description: "42 CFR 2.35(c): the time or the event from which a release to the criminal justice system can be revoked; no later than the final disposition of the conditional release or other action."
Context: Consent
* insert Published
* value[x] 1..1
* value[x] only string or date
