Extension: RightToRevokeStatementExtension
Id: right-to-revoke-statement
Title: "Right to Revoke Statement"
Description: "42 CFR 2.31(a)(6): the release states the right to revoke it in writing, and how."
Context: Consent
* insert Published
* value[x] 1..1
* value[x] only boolean
