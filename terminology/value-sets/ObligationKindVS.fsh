ValueSet: ObligationKindVS
Id: obligation-kind
Title: "Kinds of Obligation"
Description: "All codes of Kinds of Obligation."
* insert Published
* include codes from system ObligationKind
