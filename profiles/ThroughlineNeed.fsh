Profile: ThroughlineNeed
Parent: Condition
Id: need
Title: "Need"
Description: "A need of the client in one domain of life, which goals answer."
* insert Published
* insert SecurityLabels
* obeys tl-need-domain and tl-need-status
* extension contains
    ObstacleExtension named obstacle 0..* MS and
    PriorityExtension named priority 0..1 MS and
    ConcernsExtension named concerns 0..1 MS
* identifier MS
* clinicalStatus MS
* category 1..* MS
* insert SliceByPattern(category, "By the kind of condition")
* category contains
    healthConcern 0..1 MS and
    problem 0..1 MS and
    kind 0..1 MS and
    domain 0..* MS
* category[healthConcern] = $usCoreConditionCategory#health-concern
* category[problem] = $conditionCategory#problem-list-item
* category[kind] from ConditionKindVS (required)
* category[kind] ^patternCodeableConcept.coding.system = "https://throughline.example/fhir/CodeSystem/condition-kind"
* category[domain] from NeedDomainVS (required)
* category[domain] ^patternCodeableConcept.coding.system = "https://throughline.example/fhir/CodeSystem/need-domain"
* severity MS
* severity from SeverityVS (preferred)
* code 1..1 MS
* subject only Reference(Patient)
* subject MS
* onset[x] MS
* abatement[x] MS
* recordedDate MS
* stage.assessment MS
* note MS

Invariant: tl-need-domain
Description: "A need says which domain of life it belongs to."
Expression: "(category | code).coding.where(system = 'https://throughline.example/fhir/CodeSystem/need-domain').exists()"
Severity: #error

Invariant: tl-need-status
Description: "A need says whether it is still there."
Expression: "verificationStatus.coding.where(code = 'entered-in-error').exists() or clinicalStatus.exists()"
Severity: #error
