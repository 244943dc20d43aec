Extension: ScheduledOnExtension
Id: scheduled-on
Title: "Scheduled On"
Description: "The day for which the test was scheduled, where it was collected at another moment."
Context: Observation
* insert Published
* value[x] 1..1
* value[x] only date
