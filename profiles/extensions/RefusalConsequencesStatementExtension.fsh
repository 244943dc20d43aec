Extension: RefusalConsequencesStatementExtension
Id: refusal-consequences-statement
Title: "Refusal Consequences Statement"
Description: "42 CFR 2.31(a)(10): the release says what follows, if anything, from refusing to sign it."
Context: Consent
* insert Published
* value[x] 1..1
* value[x] only boolean
