CodeSystem: Attendance
Id: attendance
Title: "Attendance"
Description: "Whether a session was attended."
* insert Published
* ^caseSensitive = true
* #planned "Planned"
* #attended "Attended"
* #missed-excused "Missed, excused"
* #missed-unexcused "Missed, not excused"
* #cancelled-by-provider "Cancelled by the provider"
