ValueSet: BarrierVS
Id: barrier
Title: "Barriers"
Description: "All codes of Barriers."
* insert Published
* include codes from system Barrier
