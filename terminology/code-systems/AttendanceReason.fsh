CodeSystem: AttendanceReason
Id: attendance-reason
Title: "Reasons for Missed Sessions"
Description: "Why a session was not attended. Excused or not is said by the status of the Appointment: cancelled is excused, noshow is not."
* insert Published
* ^caseSensitive = true
* #ill "Ill"
* #hospitalized "In hospital"
* #incarcerated "In custody"
* #court "Court date"
* #work "Work"
* #transportation "No transportation"
* #child-care "No child care"
* #family-emergency "Family emergency"
* #weather "Weather"
* #provider-cancelled "Cancelled by the provider"
* #client-cancelled "Cancelled by the client"
* #rescheduled "Rescheduled"
* #holiday "Program closed"
* #other "Other"
