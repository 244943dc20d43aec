Extension: FollowUpExtension
Id: follow-up
Title: "Follow-up"
Description: "What is to follow the session."
Context: Encounter
* insert Published
* value[x] 1..1
* value[x] only string
