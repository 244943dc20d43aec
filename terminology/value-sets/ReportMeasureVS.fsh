ValueSet: ReportMeasureVS
Id: report-measure
Title: "Measures of the Compliance Report"
Description: "What the compliance report counts."
* insert Published
* include codes from system ReportMeasure
