CodeSystem: CommunicationKind
Id: communication-kind
Title: "Kinds of Communication"
Description: "What a Communication of case management is."
* insert Published
* ^caseSensitive = true
* #coordination "Coordination"
* #consultation "Consultation with another professional"
* #advocacy "Advocacy for the client"
* #explanation "Explanation to the client"
* #outreach "Outreach and engagement"
* #collateral-contact "Collateral contact"
* #reminder "Reminder"
* #hand-over "Hand-over"
* #notice "Notice"
* #emergency-disclosure "Record of a disclosure in a medical emergency"
