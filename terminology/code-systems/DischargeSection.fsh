CodeSystem: DischargeSection
Id: discharge-section
Title: "Sections of the Discharge Summary"
Description: "What one section of the discharge summary says."
* insert Published
* ^caseSensitive = true
* #summary "Summary"
* #goals "Goals"
* #aftercare "Aftercare and continuing care"
* #living "Where the client lives"
* #client-words "The client's own words"
