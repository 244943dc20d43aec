ValueSet: CourtPhaseVS
Id: court-phase
Title: "Court Phases"
Description: "All codes of Court Phases."
* insert Published
* include codes from system CourtPhase
