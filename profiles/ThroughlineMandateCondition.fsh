Profile: ThroughlineMandateCondition
Parent: ServiceRequest
Id: mandate-condition
Title: "Condition of a Court Mandate"
Description: "One thing that a court ordered: treatment sessions, tests, hearings, a level of care, and how often."
* insert Published
* obeys tl-mandate-frequency
* identifier MS
* status MS
* intent = #order
* code 1..1 MS
* code from MandateConditionVS (required)
* orderDetail MS
* subject only Reference(Patient)
* subject MS
* occurrence[x] MS
* requester 1..1 MS
* requester only Reference(Organization or Practitioner or PractitionerRole)
* note MS

Invariant: tl-mandate-frequency
Description: "A condition that is counted says how often: sessions or tests in a period."
Expression: "code.coding.where(code = 'treatment-session' or code = 'drug-test').exists() implies occurrence.repeat.where(frequency.exists() and period.exists() and periodUnit.exists()).exists()"
Severity: #error
