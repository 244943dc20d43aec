Profile: ThroughlinePreference
Parent: Flag
Id: preference
Title: "Preference"
Description: "A wish of the client that others must heed: how to be contacted, by whom, what to be careful with."
* insert Published
* insert SecurityLabels
* extension contains ClientWordsExtension named clientWords 0..1 MS
* identifier MS
* status MS
* code from PreferenceVS (extensible)
* code MS
* subject only Reference(Patient)
* subject MS
* period MS
* author MS
