CodeSystem: Adherence
Id: adherence
Title: "Adherence"
Description: "How a medication is taken."
* insert Published
* ^caseSensitive = true
* #as-prescribed "As prescribed"
* #partly "Partly"
* #not-taken "Not taken"
* #unknown "Unknown"
