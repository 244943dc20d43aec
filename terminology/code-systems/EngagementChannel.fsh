CodeSystem: EngagementChannel
Id: engagement-channel
Title: "Engagement Channels"
Description: "How a person was met or contacted."
* insert Published
* ^caseSensitive = true
* #street "Street outreach"
* #home-visit "Home visit"
* #office "Office"
* #telephone "Telephone"
* #text-message "Text message"
* #email "E-mail"
* #video "Video"
* #letter "Letter"
* #hospital "Hospital"
* #emergency-department "Emergency department"
* #jail "Jail or prison"
* #court "Court"
* #shelter "Shelter"
* #referral-in "Referral in"
