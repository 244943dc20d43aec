Profile: ThroughlineMandate
Parent: CarePlan
Id: mandate
Title: "Court Mandate"
Description: "What a court ordered a participant to do: the court's own record, and no authority to disclose anything."
* insert Published
* obeys tl-mandate-start and tl-mandate-condition
* extension contains CourtPhaseExtension named phase 0..1 MS
* identifier 1..* MS
* identifier.system 1..1
* identifier.value 1..1
* status MS
* intent = #order
* intent MS
* category 1..* MS
* insert SliceByPattern(category, "By the kind of plan")
* category contains courtMandate 1..1 MS
* category[courtMandate] = PlanCategory#court-mandate
* subject only Reference(Patient)
* subject MS
* period 1..1 MS
* description MS
* addresses MS
* author 1..1 MS
* author only Reference(Organization or Practitioner or PractitionerRole)
* activity MS
* activity.reference only Reference(ThroughlineMandateCondition)
* activity.reference MS

Invariant: tl-mandate-start
Description: "A mandate says since when it holds."
Expression: "period.start.exists()"
Severity: #error

Invariant: tl-mandate-condition
Description: "A mandate in force has at least one condition, or says in words what it asks for."
Expression: "status = 'active' implies (activity.reference.exists() or description.exists())"
Severity: #error
