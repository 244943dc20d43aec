CodeSystem: TaskKind
Id: task-kind
Title: "Kinds of Task"
Description: "Tasks of case management besides referrals."
* insert Published
* ^caseSensitive = true
* #plan-review "Review of the plan"
* #benefit-application "Application for a benefit"
* #follow-up "Follow-up"
* #release-renewal "Renewal of a release"
