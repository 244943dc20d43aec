ValueSet: ObservationKindVS
Id: observation-kind
Title: "Kinds of Observation"
Description: "All codes of Kinds of Observation."
* insert Published
* include codes from system ObservationKind
