CodeSystem: MeetingMode
Id: meeting-mode
Title: "Modes of Meeting"
Description: "How people meet."
* insert Published
* ^caseSensitive = true
* #in-person "In person"
* #video "By video"
* #phone "By telephone"
