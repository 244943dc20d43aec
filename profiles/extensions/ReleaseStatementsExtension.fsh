Extension: ReleaseStatementsExtension
Id: release-statements
Title: "Further Statements of the Release"
Description: "How the release can be revoked; that released records may no longer be protected; the right to opt out of fundraising."
Context: Consent
* insert Published
* extension contains
    howToRevoke 0..1 and
    noLongerProtected 0..1 and
    fundraisingOptOut 0..1
* extension[howToRevoke].value[x] 1..1
* extension[howToRevoke].value[x] only string
* extension[noLongerProtected].value[x] 1..1
* extension[noLongerProtected].value[x] only boolean
* extension[fundraisingOptOut].value[x] 1..1
* extension[fundraisingOptOut].value[x] only boolean
