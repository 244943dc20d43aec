CodeSystem: Preference
Id: preference
Title: "Preferences and Refusals"
Description: "Wishes of the client that others must heed."
* insert Published
* ^caseSensitive = true
* #communication-preference "How to be contacted"
* #contact-prohibited "Do not contact"
* #provider-preference "Preference for a provider"
* #cultural-preference "Cultural or language preference"
* #treatment-preference "Preference in treatment"
* #service-refused "Service refused"
* #safety-alert "Safety alert"
