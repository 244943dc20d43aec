ValueSet: LegalMatterVS
Id: legal-matter
Title: "Legal Matters"
Description: "All codes of Legal Matters."
* insert Published
* include codes from system LegalMatter
