Profile: ThroughlineCarePlan
Parent: CarePlan
Id: care-plan
Title: "Individual Service Plan"
Description: "The plan that client and case manager made together, version after version: what it answers, its goals, what is done for them, and who does it."
* insert Published
* insert SecurityLabels
* obeys tl-plan-start and tl-plan-goal and tl-plan-author
* extension contains
    ReviewDueExtension named reviewDue 0..1 MS and
    ClientAgreementExtension named clientAgreement 0..1 MS and
    ChangeReasonExtension named changeReason 0..1 MS and
    PlanVersionExtension named version 0..1 MS and
    GoalChangeExtension named goalChange 0..* MS
* identifier MS
* status MS
* intent = #plan
* intent MS
* category 1..* MS
* insert SliceByPattern(category, "By the kind of plan")
* category contains
    assessPlan 1..1 MS and
    kind 0..1 MS
* category[assessPlan] = $usCoreCarePlanCategory#assess-plan
* category[kind] from PlanCategoryVS (required)
* category[kind] ^patternCodeableConcept.coding.system = "https://throughline.example/fhir/CodeSystem/plan-category"
* subject only Reference(Patient)
* subject MS
* period MS
* author only Reference(Organization or Practitioner or PractitionerRole or CareTeam)
* author MS
* contributor MS
* careTeam only Reference(ThroughlineCareTeam)
* careTeam MS
* addresses MS
* goal only Reference(ThroughlineGoal)
* goal MS
* replaces MS
* activity MS
* activity.reference MS
* activity.outcomeReference MS
* activity.progress MS
* note MS

Invariant: tl-plan-start
Description: "A plan in force says since when."
Expression: "status = 'active' implies period.start.exists()"
Severity: #error

Invariant: tl-plan-goal
Description: "A plan in force has at least one goal."
Expression: "(status = 'active' and meta.security.where(code = 'SUBSETTED' or code = 'REDACTED').empty()) implies goal.exists()"
Severity: #error

Invariant: tl-plan-author
Description: "A plan names the person or organization that is responsible for it."
Expression: "author.exists()"
Severity: #warning
