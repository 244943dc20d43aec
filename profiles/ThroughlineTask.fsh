Profile: ThroughlineTask
Parent: Task
Id: task
Title: "Referral Task"
Description: "Where a referral stands, at the source and, as a part of that, at the receiver. A referral without an owner is open to whoever takes it."
* insert Published
* insert SecurityLabels
* obeys tl-task-reason and tl-task-owner and tl-task-outcome and tl-task-step
* extension contains
    WaitingListExtension named waitingList 0..1 MS and
    ObstacleExtension named obstacle 0..* MS
* identifier MS
* basedOn MS
* partOf MS
* status from ReferralTaskStatusVS (required)
* status MS
* statusReason MS
* statusReason from ReferralReasonVS (preferred)
* businessStatus from ReferralBusinessStatusVS (required)
* businessStatus MS
* intent from ReferralIntentVS (required)
* intent MS
* priority MS
* code 1..1 MS
* code = $taskCode#fulfill
* focus 1..1 MS
* focus only Reference(ThroughlineServiceRequest)
* for 1..1 MS
* for only Reference(Patient)
* authoredOn 1..1 MS
* lastModified MS
* requester 1..1 MS
* requester only Reference(Organization or Practitioner or PractitionerRole)
* owner only Reference(Organization or Practitioner or PractitionerRole or HealthcareService or CareTeam)
* owner MS
* restriction MS
* input MS
* output MS
* insert SliceByChildPattern(output, "type", "By the kind of result")
* output contains
    outcome 0..* MS and
    appointment 0..* MS and
    admission 0..1 MS and
    interimReport 0..* MS and
    finalReport 0..* MS and
    resultingActivity 0..* MS
* output[outcome].type = TaskOutput#outcome
* output[outcome].value[x] only CodeableConcept or string or Reference
* output[appointment].type = TaskOutput#appointment
* output[appointment].value[x] only Reference(Appointment) or dateTime
* output[admission].type = TaskOutput#admission
* output[admission].value[x] only dateTime
* output[interimReport].type = TaskOutput#interim-report
* output[interimReport].value[x] only Reference or string
* output[finalReport].type = TaskOutput#final-report
* output[finalReport].value[x] only Reference or string
* output[resultingActivity].type = TaskOutput#resulting-activity
* output[resultingActivity].value[x] only Reference or CodeableConcept

Invariant: tl-task-reason
Description: "A referral that was declined, cancelled, paused or failed says why."
Expression: "(status = 'rejected' or status = 'cancelled' or status = 'on-hold' or status = 'failed') implies statusReason.where(text.exists() or coding.code.exists()).exists()"
Severity: #error

Invariant: tl-task-owner
Description: "A referral that somebody accepted, declined or serves says who that is."
Expression: "(status = 'accepted' or status = 'rejected' or status = 'in-progress' or status = 'completed') implies owner.exists()"
Severity: #error

Invariant: tl-task-outcome
Description: "A receiver that completes a referral says what came of it."
Expression: "(status = 'completed' and partOf.exists() and meta.security.where(code = 'SUBSETTED' or code = 'REDACTED').empty()) implies output.exists()"
Severity: #error

Invariant: tl-task-step
Description: "The step that a referral is at agrees with its status: scheduling, no-shows and requests to cancel belong to a referral in progress."
Expression: "businessStatus.coding.where(system = 'http://hl7.org/fhir/us/bser/CodeSystem/TaskBusinessStatusCS' and (code = '5.1.1' or code = '5.1.2' or code = '5.1.3' or code = '5.2')).exists() implies status = 'in-progress'"
Severity: #warning
