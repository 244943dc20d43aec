Profile: ThroughlineDiagnosis
Parent: Condition
Id: diagnosis
Title: "Diagnosis"
Description: "A diagnosis, coded with ICD-10-CM; other codings may stand beside it."
* insert Published
* insert SecurityLabels
* obeys tl-diagnosis-status
* identifier MS
* clinicalStatus MS
* verificationStatus MS
* category 1..* MS
* insert SliceByPattern(category, "By the kind of condition")
* category contains
    encounterDiagnosis 0..1 MS and
    problem 0..1 MS
* category[encounterDiagnosis] = $conditionCategory#encounter-diagnosis
* category[problem] = $conditionCategory#problem-list-item
* code 1..1 MS
* insert SliceByChildValue(code.coding, "system", "By the code system")
* code.coding contains icd10cm 1..1 MS
* code.coding[icd10cm].system 1..1
* code.coding[icd10cm].system = $icd10cm
* code.coding[icd10cm].code 1..1
* subject only Reference(Patient)
* subject MS
* onset[x] MS
* recordedDate MS
* recorder MS

Invariant: tl-diagnosis-status
Description: "A diagnosis says whether it still holds."
Expression: "verificationStatus.coding.where(code = 'entered-in-error').exists() or clinicalStatus.exists()"
Severity: #error
