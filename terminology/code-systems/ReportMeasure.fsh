CodeSystem: ReportMeasure
Id: report-measure
Title: "Measures of the Compliance Report"
Description: "What the compliance report counts. Results of tests, statuses of goals and of referrals are counted by their own codes."
* insert Published
* ^caseSensitive = true
* #ordered "Ordered" "As many as the mandate asks for in the period."
* #scheduled "Scheduled" "Sessions that were due in the period, whatever came of them."
* #attended "Attended"
* #excused "Missed, excused"
* #unexcused "Missed, not excused"
* #undetermined "Outcome not recorded"
* #collected "Collected" "Tests for which a specimen was given."
