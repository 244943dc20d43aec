Profile: ThroughlineLegalMatter
Parent: Condition
Id: legal-matter
Title: "Legal Matter"
Description: "A charge, a court program, supervision or another legal matter of the client: where it stands, which court has it, who stands for the client there."
* insert Published
* insert SecurityLabels
* obeys tl-matter-status
* extension contains CourtHandlingExtension named handling 0..1 MS
* identifier MS
* clinicalStatus MS
* category 1..* MS
* insert SliceByPattern(category, "By the kind of condition")
* category contains
    legalMatter 1..1 MS and
    healthConcern 0..1 MS
* category[legalMatter] = ConditionKind#legal-matter
* category[healthConcern] = $usCoreConditionCategory#health-concern
* code 1..1 MS
* code from LegalMatterVS (extensible)
* subject only Reference(Patient)
* subject MS
* onset[x] MS
* abatement[x] MS
* stage 1..1 MS
* stage.summary 1..1 MS
* stage.summary from LegalMatterStatusVS (required)
* note MS

Invariant: tl-matter-status
Description: "A legal matter says whether it is still open."
Expression: "verificationStatus.coding.where(code = 'entered-in-error').exists() or clinicalStatus.exists()"
Severity: #error
