Profile: ThroughlineConsent
Parent: Consent
Id: consent
Title: "Release of Information"
Description: "A patient's written consent to the disclosure of substance use disorder records, with the elements of 42 CFR 2.31(a). A release that is proposed or no longer in force may be incomplete; one in force may not."
* insert Published
* insert SecurityLabels
* obeys tl-consent-permit and tl-consent-discloser and tl-consent-information and tl-consent-recipient and tl-consent-purpose
* obeys tl-consent-revocation and tl-consent-end and tl-consent-endless and tl-consent-signer and tl-consent-form
* obeys tl-consent-date and tl-consent-future and tl-consent-notes and tl-consent-alone
* obeys tl-consent-exception and tl-consent-statement and tl-consent-court and tl-consent-court-role and tl-consent-tpo
* extension contains
    DocketExtension named docket 0..* MS and
    RevocableWhenExtension named revocableWhen 0..2 MS and
    ExpirationEventExtension named expirationEvent 0..1 MS and
    ExpirationNoneExtension named expirationNone 0..1 MS and
    HipaaRedisclosureStatementExtension named hipaaRedisclosureStatement 0..1 MS and
    RightToRevokeStatementExtension named rightToRevokeStatement 0..1 MS and
    RefusalConsequencesStatementExtension named refusalConsequencesStatement 0..1 MS and
    ConsentSignatureExtension named signature 0..* MS and
    RevocationExtension named revocation 0..* MS and
    SignedFormExtension named form 0..1 MS and
    ReleaseWordsExtension named words 0..1 MS and
    ReleaseStatementsExtension named statements 0..1 MS and
    ConcernsExtension named concerns 0..* MS
* identifier MS
* status MS
* scope = $consentScope#patient-privacy
* insert SliceByPattern(category, "By the kind of consent")
* category contains
    release 1..1 MS and
    disclosure 1..1 MS
* category[release] = $loinc#64292-6
* category[disclosure] = $v3ActCode#IDSCL
* patient 1..1 MS
* patient only Reference(Patient)
* dateTime MS
* performer MS
* organization MS
* source[x] MS
* policy MS
* policyRule 1..1 MS
* policyRule = $v3ActCode#42CFRPart2CD
* provision 1..1 MS
* provision.type 1..1 MS
* provision.period MS
* provision.purpose MS
* provision.purpose from PurposeOfUseVS (extensible)
// What would narrow a release and is not enforced is not accepted: leaving it out would release more than was signed.
* provision.action 0..0
* provision.class 0..0
* provision.code 0..0
* provision.dataPeriod 0..0
* provision.data 0..0
* provision.actor MS
* insert SliceByChildPattern(provision.actor, "role", "By the part that the actor plays")
* provision.actor contains recipient 0..* MS
* provision.actor[recipient].role = $v3ParticipationType#IRCP
* provision.actor[recipient].extension contains
    IntermediaryExtension named intermediary 0..1 MS and
    RecipientRoleExtension named role 0..* MS
* provision.actor[recipient].reference only Reference(Organization or Practitioner or PractitionerRole or RelatedPerson or CareTeam or Group)
* provision.securityLabel MS
* provision.provision MS
* insert SliceByChildValue(provision.securityLabel, "system", "By the system of the label")
* provision.securityLabel contains informationCategory 0..* MS
* provision.securityLabel[informationCategory] from InformationCategoryVS (required)
* provision.securityLabel[informationCategory].system 1..1
* provision.securityLabel[informationCategory].system = "https://throughline.example/fhir/CodeSystem/information-category"
* provision.securityLabel[informationCategory].code 1..1

Invariant: tl-consent-permit
Description: "A release permits; what the patient forbids is a restriction."
Expression: "provision.type = 'permit'"
Severity: #error

Invariant: tl-consent-discloser
Description: "A release in force names the organization that may disclose (42 CFR 2.31(a)(2))."
Expression: "status = 'active' implies organization.exists()"
Severity: #error

Invariant: tl-consent-information
Description: "A release in force lists the kinds of information that it covers (42 CFR 2.31(a)(3))."
Expression: "status = 'active' implies provision.securityLabel.where(system = 'https://throughline.example/fhir/CodeSystem/information-category').exists()"
Severity: #error

Invariant: tl-consent-recipient
Description: "A release in force names who receives the information (42 CFR 2.31(a)(4))."
Expression: "status = 'active' implies provision.actor.where(role.coding.where(system = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType' and code = 'IRCP').exists()).exists()"
Severity: #error

Invariant: tl-consent-purpose
Description: "A release in force states what the information is for (42 CFR 2.31(a)(5))."
Expression: "status = 'active' implies provision.purpose.exists()"
Severity: #error

Invariant: tl-consent-revocation
Description: "A release in force says that the patient may revoke it in writing, or, for the criminal justice system, from when on (42 CFR 2.31(a)(6), 2.35(c))."
Expression: "status = 'active' implies (extension('https://throughline.example/fhir/StructureDefinition/right-to-revoke-statement').where(value = true).exists() or extension('https://throughline.example/fhir/StructureDefinition/revocable-when').exists())"
Severity: #error

Invariant: tl-consent-end
Description: "A release in force says in exactly one way when it ends: on a date, with an event, or never (42 CFR 2.31(a)(7))."
Expression: "status = 'active' implies (iif(provision.period.end.exists(), 1, 0) + iif(extension('https://throughline.example/fhir/StructureDefinition/expiration-event').exists(), 1, 0) + iif(extension('https://throughline.example/fhir/StructureDefinition/expiration-none').where(value = true).exists(), 1, 0)) = 1"
Severity: #error

Invariant: tl-consent-endless
Description: "A release without an end is lawful only for treatment, payment and health care operations (42 CFR 2.31(a)(7))."
Expression: "extension('https://throughline.example/fhir/StructureDefinition/expiration-none').where(value = true).exists() implies (provision.purpose.exists() and provision.purpose.all(system = 'http://terminology.hl7.org/CodeSystem/v3-ActReason' and code in ('TREAT' | 'ETREAT' | 'COC' | 'HPAYMT' | 'HOPERAT' | 'CAREMGT')))"
Severity: #error

Invariant: tl-consent-signer
Description: "A release in force says who signed it: the patient, or who may sign for the patient (42 CFR 2.31(a)(8))."
Expression: "status = 'active' implies performer.exists()"
Severity: #error

Invariant: tl-consent-form
Description: "A release in force comes with the signed form, or says where it is kept (42 CFR 2.31(a))."
Expression: "status = 'active' implies source.exists()"
Severity: #error

Invariant: tl-consent-date
Description: "A release in force bears the date on which it was signed (42 CFR 2.31(a)(9))."
Expression: "status = 'active' implies dateTime.exists()"
Severity: #error

Invariant: tl-consent-future
Description: "A release cannot have been signed in the future."
Expression: "iif(dateTime.exists() and dateTime > now() + 1 day, false, true)"
Severity: #error

Invariant: tl-consent-notes
Description: "A release of SUD counseling notes covers nothing else (42 CFR 2.31(b))."
Expression: "provision.securityLabel.where(system = 'https://throughline.example/fhir/CodeSystem/information-category' and code = 'counseling-notes').exists() implies provision.securityLabel.where(system = 'https://throughline.example/fhir/CodeSystem/information-category').count() = 1"
Severity: #error

Invariant: tl-consent-alone
Description: "A release for a legal investigation or proceeding, or for monitoring by the criminal justice system, states no other purpose (42 CFR 2.31(d), 2.35)."
Expression: "provision.purpose.where(system = 'https://throughline.example/fhir/CodeSystem/purpose-of-use' and (code = 'legal-proceeding' or code = 'cj-monitoring')).exists() implies provision.purpose.count() = 1"
Severity: #error

Invariant: tl-consent-exception
Description: "An exception within a release takes something away, and has no exceptions of its own; what is to be added is another release."
Expression: "provision.provision.all(type = 'deny' and provision.empty())"
Severity: #error

Invariant: tl-consent-court
Description: "A release in force to the criminal justice system ends on a date and says from when on it can be revoked (42 CFR 2.35(b) and (c))."
Expression: "(status = 'active' and provision.purpose.where(system = 'https://throughline.example/fhir/CodeSystem/purpose-of-use' and code = 'cj-monitoring').exists()) implies (provision.period.end.exists() and extension('https://throughline.example/fhir/StructureDefinition/revocable-when').exists())"
Severity: #error

Invariant: tl-consent-court-role
Description: "A release to the criminal justice system says which persons or roles there monitor the patient (42 CFR 2.35(a)(1))."
Expression: "provision.purpose.where(system = 'https://throughline.example/fhir/CodeSystem/purpose-of-use' and code = 'cj-monitoring').exists() implies provision.actor.all(extension('https://throughline.example/fhir/StructureDefinition/recipient-role').exists() or reference.display.exists() or reference.reference.startsWith('Practitioner'))"
Severity: #warning

Invariant: tl-consent-statement
Description: "A release for treatment, payment or operations to a covered entity or business associate says that the record may be disclosed further as HIPAA permits (42 CFR 2.31(a)(4)(iii))."
Expression: "(status = 'active' and provision.purpose.where(code in ('TREAT' | 'ETREAT' | 'COC' | 'HPAYMT' | 'HOPERAT' | 'CAREMGT')).exists()) implies extension('https://throughline.example/fhir/StructureDefinition/hipaa-redisclosure-statement').where(value = true).exists()"
Severity: #warning

Invariant: tl-consent-tpo
Description: "A single consent for treatment, payment and operations says that the record may be disclosed further as HIPAA permits, and what follows from not signing (42 CFR 2.31(a)(4)(iii) and (10))."
Expression: "(status = 'active' and provision.purpose.where(code = 'TREAT').exists() and provision.purpose.where(code = 'HPAYMT').exists() and provision.purpose.where(code = 'HOPERAT').exists()) implies (extension('https://throughline.example/fhir/StructureDefinition/hipaa-redisclosure-statement').where(value = true).exists() and extension('https://throughline.example/fhir/StructureDefinition/refusal-consequences-statement').where(value = true).exists())"
Severity: #error
