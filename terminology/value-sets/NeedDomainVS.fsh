ValueSet: NeedDomainVS
Id: need-domain
Title: "Need Domains"
Description: "All codes of Need Domains."
* insert Published
* include codes from system NeedDomain
