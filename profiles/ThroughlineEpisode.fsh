Profile: ThroughlineEpisode
Parent: EpisodeOfCare
Id: episode
Title: "Episode of Care"
Description: "One admission of the client to one program, from waiting list to discharge."
* insert Published
* insert SecurityLabels
* obeys tl-episode-start and tl-episode-end
* extension contains DischargeReasonExtension named dischargeReason 0..1 MS
* identifier MS
* status MS
* statusHistory MS
* type 1..* MS
* insert SliceByPattern(type, "By the kind of episode")
* type contains drugAndAlcohol 1..1 MS
* type[drugAndAlcohol] = $episodeOfCareType#da
* diagnosis MS
* patient only Reference(Patient)
* patient MS
* managingOrganization 1..1 MS
* period MS
* referralRequest MS
* careManager MS
* team MS

Invariant: tl-episode-start
Description: "An episode that began says when."
Expression: "(status = 'active' or status = 'onhold' or status = 'finished') implies period.start.exists()"
Severity: #error

Invariant: tl-episode-end
Description: "An episode that ended says when and why."
Expression: "status = 'finished' implies (period.end.exists() and extension('https://throughline.example/fhir/StructureDefinition/discharge-reason').exists())"
Severity: #error
