ValueSet: LinkageVS
Id: linkage
Title: "Linkage"
Description: "All codes of Linkage."
* insert Published
* include codes from system Linkage
