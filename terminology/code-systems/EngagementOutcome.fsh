CodeSystem: EngagementOutcome
Id: engagement-outcome
Title: "Engagement Outcomes"
Description: "What came of an attempt to engage a person."
* insert Published
* ^caseSensitive = true
* #reached "Reached"
* #engaged "Engaged"
* #not-reached "Not reached"
* #message-left "Message left"
* #declined "Declined"
* #appointment-made "Appointment made"
* #admitted "Admitted"
* #referred-elsewhere "Referred elsewhere"
* #deferred "Deferred"
