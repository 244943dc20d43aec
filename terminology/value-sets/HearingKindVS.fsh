ValueSet: HearingKindVS
Id: hearing-kind
Title: "Kinds of Hearing"
Description: "All codes of Kinds of Hearing."
* insert Published
* include codes from system HearingKind
