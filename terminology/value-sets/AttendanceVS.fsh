ValueSet: AttendanceVS
Id: attendance
Title: "Attendance"
Description: "All codes of Attendance."
* insert Published
* include codes from system Attendance
