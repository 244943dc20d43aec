ValueSet: CommunicationKindVS
Id: communication-kind
Title: "Kinds of Communication"
Description: "All codes of Kinds of Communication."
* insert Published
* include codes from system CommunicationKind
