Extension: DischargeReasonExtension
Id: discharge-reason
Title: "Discharge Reason"
Description: "Why treatment ended, by the reasons of TEDS."
Context: EpisodeOfCare
* insert Published
* value[x] 1..1
* value[x] only CodeableConcept
* valueCodeableConcept from DischargeReasonVS (required)
