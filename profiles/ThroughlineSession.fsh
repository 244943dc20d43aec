Profile: ThroughlineSession
Parent: Encounter
Id: session
Title: "Session or Contact"
Description: "A session that the client attended, or another contact in person: what service, when, with whom. It never names others who attended; a group is another Encounter, without members, that this is a part of."
* insert Published
* insert SecurityLabels
* obeys tl-session-time
* extension contains
    EngagementOutcomeExtension named outcome 0..1 MS and
    FollowUpExtension named followUp 0..1 MS
* identifier MS
* status MS
* class MS
* type MS
* serviceType 1..1 MS
* serviceType from ServiceTypeVS (extensible)
* subject 1..1 MS
* subject only Reference(Patient)
* episodeOfCare MS
* basedOn MS
* participant MS
* participant.individual only Reference(Practitioner or PractitionerRole or RelatedPerson)
* period 1..1 MS
* reasonCode MS
* reasonReference MS
* location MS
* serviceProvider MS
* partOf MS

Invariant: tl-session-time
Description: "A session that took place says when it began."
Expression: "(status = 'finished' or status = 'in-progress') implies period.start.exists()"
Severity: #error
