CodeSystem: LegalMatterStatus
Id: legal-matter-status
Title: "Status of a Legal Matter"
Description: "Where a legal matter stands."
* insert Published
* ^caseSensitive = true
* #pending "Pending"
* #deferred "Deferred"
* #adjudicated "Adjudicated"
* #sentenced "Sentenced"
* #dismissed "Dismissed"
* #closed "Closed"
