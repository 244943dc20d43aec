ValueSet: LegalMatterStatusVS
Id: legal-matter-status
Title: "Status of a Legal Matter"
Description: "All codes of Status of a Legal Matter."
* insert Published
* include codes from system LegalMatterStatus
