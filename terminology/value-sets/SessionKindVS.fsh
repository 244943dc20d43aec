ValueSet: SessionKindVS
Id: session-kind
Title: "Kinds of Session"
Description: "All codes of Kinds of Session."
* insert Published
* include codes from system SessionKind
