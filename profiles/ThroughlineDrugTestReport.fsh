Profile: ThroughlineDrugTestReport
Parent: DiagnosticReport
Id: drug-test-report
Title: "Report of Drug Tests"
Description: "The report of a laboratory on a panel of drug or alcohol tests."
* insert Published
* insert SecurityLabels
* identifier MS
* basedOn MS
* status MS
* category 1..* MS
* insert SliceByPattern(category, "By the kind of report")
* category contains laboratory 1..1 MS
* category[laboratory] = http://terminology.hl7.org/CodeSystem/v2-0074#LAB
* code MS
* code from DrugTestVS (extensible)
* subject 1..1 MS
* subject only Reference(Patient)
* effective[x] 1..1 MS
* issued MS
* performer MS
* specimen MS
* result 1..* MS
* result only Reference(ThroughlineDrugTest)
* conclusion MS
