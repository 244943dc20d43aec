CodeSystem: HearingKind
Id: hearing-kind
Title: "Kinds of Hearing"
Description: "Hearings and court dates."
* insert Published
* ^caseSensitive = true
* #arraignment "Arraignment"
* #status-review "Status review"
* #phase-review "Phase review"
* #sanction-hearing "Sanction hearing"
* #sentencing "Sentencing"
* #graduation "Graduation"
* #termination "Termination hearing"
* #other "Other"
