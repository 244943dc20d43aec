Extension: ReportDueExtension
Id: report-due
Title: "Report Due"
Description: "When the progress report for the hearing is due."
Context: Appointment
* insert Published
* value[x] 1..1
* value[x] only date
