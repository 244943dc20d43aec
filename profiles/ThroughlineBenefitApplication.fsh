Profile: ThroughlineBenefitApplication
Parent: Task
Id: benefit-application
Title: "Application for a Benefit"
Description: "An application for a benefit or for financial aid: which, at which agency, where it stands, who helped, and for how long it is granted."
* insert Published
* insert SecurityLabels
* obeys tl-benefit-granted
* identifier MS
* status MS
* businessStatus 1..1 MS
* businessStatus from ApplicationStatusVS (required)
* intent MS
* code 1..1 MS
* code = TaskKind#benefit-application
* for 1..1 MS
* for only Reference(Patient)
* reasonCode 1..1 MS
* reasonCode from BenefitVS (extensible)
* reasonReference MS
* description MS
* authoredOn MS
* executionPeriod MS
* requester MS
* owner MS
* note MS
* output MS

Invariant: tl-benefit-granted
Description: "An application that was approved is done."
Expression: "businessStatus.coding.where(code = 'approved').exists() implies (status = 'completed' or status = 'entered-in-error')"
Severity: #error
