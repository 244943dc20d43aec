CodeSystem: PartnerKind
Id: partner-kind
Title: "Partner Kinds"
Description: "What kind of organization a partner of the gateway is."
* insert Published
* ^caseSensitive = true
* #treatment-center "Treatment center"
* #hospital "Hospital"
* #court "Court program"
* #community-service "Community service"
