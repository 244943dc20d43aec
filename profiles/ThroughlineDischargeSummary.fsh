Profile: ThroughlineDischargeSummary
Parent: Composition
Id: discharge-summary
Title: "Discharge Summary"
Description: "How, when and why treatment ends, goal by goal, and what follows: aftercare, referrals, the next contact."
* insert Published
* insert SecurityLabels
* obeys tl-discharge-why
* identifier 1..1 MS
* status MS
* type = $loinc#18842-5
* subject 1..1 MS
* subject only Reference(Patient)
* date MS
* author MS
* title MS
* event 1..1 MS
* event.code from DischargeReasonVS (extensible)
* event.code MS
* event.detail 1..1 MS
* event.detail only Reference(ThroughlineEpisode)
* section MS
* section.code MS
* section.code from DischargeSectionVS (extensible)
* section.text MS
* section.entry MS
* section.section MS

Invariant: tl-discharge-why
Description: "A discharge that is final says why treatment ended."
Expression: "status = 'final' implies event.code.exists()"
Severity: #error
