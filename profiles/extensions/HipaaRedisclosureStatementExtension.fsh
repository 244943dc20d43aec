Extension: HipaaRedisclosureStatementExtension
Id: hipaa-redisclosure-statement
Title: "HIPAA Redisclosure Statement"
Description: "42 CFR 2.31(a)(4)(iii): the release says that a covered entity or business associate may disclose the record further as HIPAA permits, except in proceedings against the patient."
Context: Consent
* insert Published
* value[x] 1..1
* value[x] only boolean
