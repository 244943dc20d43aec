ValueSet: MeetingModeVS
Id: meeting-mode
Title: "Modes of Meeting"
Description: "All codes of Modes of Meeting."
* insert Published
* include codes from system MeetingMode
