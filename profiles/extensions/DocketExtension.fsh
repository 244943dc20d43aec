Extension: DocketExtension
Id: docket
Title: "Court Docket"
Description: "A court docket that the release names, so that the court knows which of its participants is meant."
Context: Consent
* insert Published
* value[x] 1..1
* value[x] only Identifier
* valueIdentifier.system 1..1
* valueIdentifier.value 1..1
