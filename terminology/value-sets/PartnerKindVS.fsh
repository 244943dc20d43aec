ValueSet: PartnerKindVS
Id: partner-kind
Title: "Partner Kinds"
Description: "All codes of Partner Kinds."
* insert Published
* include codes from system PartnerKind
