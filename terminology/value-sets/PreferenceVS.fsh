ValueSet: PreferenceVS
Id: preference
Title: "Preferences and Refusals"
Description: "All codes of Preferences and Refusals."
* insert Published
* include codes from system Preference
