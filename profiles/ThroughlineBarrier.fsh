Profile: ThroughlineBarrier
Parent: Condition
Id: barrier
Title: "Barrier"
Description: "An obstacle to a need, a goal or a referral. What it stands in the way of refers to it by the extension obstacle."
* insert Published
* insert SecurityLabels
* identifier MS
* clinicalStatus MS
* category 1..* MS
* insert SliceByPattern(category, "By the kind of condition")
* category contains
    barrier 1..1 MS and
    healthConcern 0..1 MS
* category[barrier] = ConditionKind#barrier
* category[healthConcern] = $usCoreConditionCategory#health-concern
* code 1..1 MS
* code from BarrierVS (extensible)
* subject only Reference(Patient)
* subject MS
* onset[x] MS
* abatement[x] MS
* note MS
