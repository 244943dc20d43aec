Profile: ThroughlineDrugTest
Parent: Observation
Id: drug-test
Title: "Drug or Alcohol Test"
Description: "A test of the client and its result; or that the test was missed or refused, which has no result but a reason for its absence."
* insert Published
* insert SecurityLabels
* obeys tl-test-result and tl-test-final
* extension contains
    ExplainedByPrescriptionExtension named explainedByPrescription 0..1 MS and
    ScheduledOnExtension named scheduledOn 0..1 MS
* identifier MS
* status MS
* category 1..* MS
* insert SliceByPattern(category, "By the kind of observation")
* category contains laboratory 1..1 MS
* category[laboratory] = $observationCategory#laboratory
* code MS
* code from DrugTestVS (extensible)
* subject 1..1 MS
* subject only Reference(Patient)
* effective[x] 1..1 MS
* effective[x] only dateTime
* basedOn MS
* issued MS
* performer MS
* method MS
* value[x] only CodeableConcept
* value[x] from DrugTestResultVS (required)
* value[x] MS
* dataAbsentReason from DrugTestAbsentReasonVS (required)
* dataAbsentReason MS
* note MS
* specimen MS
* component MS

Invariant: tl-test-result
Description: "A test has a result, or says why it has none: not performed, or refused."
Expression: "value.exists() xor dataAbsentReason.exists()"
Severity: #error

Invariant: tl-test-final
Description: "A test whose result is pending is not final."
Expression: "value.coding.where(code = 'pending').exists() implies (status = 'registered' or status = 'preliminary')"
Severity: #warning
