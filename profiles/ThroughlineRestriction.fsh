Profile: ThroughlineRestriction
Parent: Consent
Id: restriction
Title: "Restriction Asked for by the Patient"
Description: "What a patient asked not to be disclosed, to all or to some, and the program agreed to (42 CFR 2.26). It takes away from every release."
* insert Published
* insert SecurityLabels
* extension contains RestrictionRequestExtension named request 0..1 MS
* obeys tl-restriction-deny and tl-restriction-scope
* identifier MS
* status MS
* scope = $consentScope#patient-privacy
* insert SliceByPattern(category, "By the kind of consent")
* category contains disclosure 1..1 MS
* category[disclosure] = $v3ActCode#IDSCL
* patient 1..1 MS
* patient only Reference(Patient)
* dateTime MS
* organization MS
* provision 1..1 MS
* provision.type 1..1 MS
* provision.period MS
* provision.purpose MS
* provision.purpose from PurposeOfUseVS (extensible)
* provision.actor MS
* insert SliceByChildPattern(provision.actor, "role", "By the part that the actor plays")
* provision.actor contains recipient 0..* MS
* provision.actor[recipient].role = $v3ParticipationType#IRCP
* provision.securityLabel MS
* insert SliceByChildValue(provision.securityLabel, "system", "By the system of the label")
* provision.securityLabel contains informationCategory 0..* MS
* provision.securityLabel[informationCategory] from InformationCategoryVS (required)
* provision.securityLabel[informationCategory].system 1..1
* provision.securityLabel[informationCategory].system = "https://throughline.example/fhir/CodeSystem/information-category"
* provision.securityLabel[informationCategory].code 1..1

Invariant: tl-restriction-deny
Description: "A restriction forbids; what the patient permits is a release."
Expression: "provision.type = 'deny'"
Severity: #error

Invariant: tl-restriction-scope
Description: "A restriction in force says whom or what it concerns: recipients, kinds of information, or purposes."
Expression: "status = 'active' implies (provision.actor.exists() or provision.securityLabel.exists() or provision.purpose.exists())"
Severity: #error
