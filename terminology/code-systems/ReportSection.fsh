CodeSystem: ReportSection
Id: report-section
Title: "Sections of the Compliance Report"
Description: "Sections of the report that a court gets."
* insert Published
* ^caseSensitive = true
* #enrollment "Enrollment"
* #level-of-care "Level of care"
* #attendance "Attendance"
* #drug-tests "Drug and alcohol tests"
* #goals "Goals"
* #referrals "Referrals and linkage"
* #recommendation "Recommendation"
* #scope "Scope of the release"
* #notice "Notice"
