Profile: ThroughlineCareTeam
Parent: CareTeam
Id: care-team
Title: "Care Team"
Description: "Who treats and supports the client, in what role and since when: colleagues, outside professionals, the court's people, family."
* insert Published
* insert SecurityLabels
* obeys tl-team-lead
* identifier MS
* status 1..1 MS
* subject 1..1 MS
* subject only Reference(Patient)
* period MS
* participant 1..* MS
* participant.extension contains
    TeamLeadExtension named lead 0..1 MS and
    MayBeToldExtension named mayBeTold 0..* MS
* participant.role 1..1 MS
* participant.role from CareTeamRoleVS (extensible)
* participant.member 1..1 MS
* participant.member obeys tl-team-member
* participant.onBehalfOf MS
* participant.period MS
* insert SliceByChildPattern(participant, "role", "By the role in the team")
* participant contains
    caseManager 0..* MS and
    counselor 0..* MS and
    peerSupport 0..* MS
* participant[caseManager].role = CareTeamRole#case-manager
* participant[caseManager].member only Reference(Practitioner or PractitionerRole or Organization)
* participant[counselor].role = CareTeamRole#counselor
* participant[counselor].member only Reference(Practitioner or PractitionerRole or Organization)
* participant[peerSupport].role = CareTeamRole#peer-support
* participant[peerSupport].member only Reference(Practitioner or PractitionerRole or RelatedPerson)
* managingOrganization MS

Invariant: tl-team-lead
Description: "A team has a lead, a case manager or a counselor: somebody who answers for it."
Expression: "participant.where(extension('https://throughline.example/fhir/StructureDefinition/team-lead').where(value = true).exists() or role.coding.where(code = 'case-manager' or code = 'counselor').exists()).exists()"
Severity: #warning

Invariant: tl-team-member
Description: "A member of the team is a person or organization on file, not a name alone."
Expression: "reference.exists() or identifier.exists()"
Severity: #error
