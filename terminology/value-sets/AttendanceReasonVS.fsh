ValueSet: AttendanceReasonVS
Id: attendance-reason
Title: "Reasons for Missed Sessions"
Description: "All codes of Reasons for Missed Sessions."
* insert Published
* include codes from system AttendanceReason
