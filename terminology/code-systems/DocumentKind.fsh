CodeSystem: DocumentKind
Id: document-kind
Title: "Kinds of Document"
Description: "Documents of a case that LOINC codes are not used for."
* insert Published
* ^caseSensitive = true
* #sud-counseling-note "SUD counseling note" "Only the fact that it exists; its content is never carried."
* #release-form "Signed release of information"
* #court-order "Court order"
* #compliance-report "Compliance report to a court"
* #disclosure-packet "Disclosure packet"
* #discharge-summary "Discharge summary"
* #aftercare-plan "Aftercare plan"
