CodeSystem: CourtPhase
Id: court-phase
Title: "Court Phases"
Description: "Phases of a treatment court, as most courts name them."
* insert Published
* ^caseSensitive = true
* #1 "Phase 1: acute stabilization"
* #2 "Phase 2: clinical stabilization"
* #3 "Phase 3: pro-social habilitation"
* #4 "Phase 4: adaptive habilitation"
* #5 "Phase 5: continuing care"
* #graduated "Graduated"
* #terminated "Terminated"
