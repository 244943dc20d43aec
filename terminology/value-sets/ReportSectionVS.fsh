ValueSet: ReportSectionVS
Id: report-section
Title: "Sections of the Compliance Report"
Description: "All codes of Sections of the Compliance Report."
* insert Published
* include codes from system ReportSection
