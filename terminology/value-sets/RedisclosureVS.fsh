ValueSet: RedisclosureVS
Id: redisclosure
Title: "Redisclosure Classes"
Description: "All codes of Redisclosure Classes."
* insert Published
* include codes from system Redisclosure
