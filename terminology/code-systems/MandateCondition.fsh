CodeSystem: MandateCondition
Id: mandate-condition
Title: "Mandate Conditions"
Description: "What a court ordered."
* insert Published
* ^caseSensitive = true
* #treatment-session "Attend treatment sessions"
* #drug-test "Submit to drug and alcohol tests"
* #hearing "Appear at hearings"
* #level-of-care "Be treated at a level of care"
* #supervision-contact "Report to supervision"
* #mutual-help "Attend mutual-help groups"
* #medication "Take medication as prescribed"
* #community-service "Perform community service"
* #employment-or-education "Work, seek work or study"
* #residence "Live where the court ordered"
* #no-contact "Keep away from a person or place"
* #fees "Pay fees or restitution"
* #other "Other condition"
