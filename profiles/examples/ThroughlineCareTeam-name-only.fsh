Instance: care-team-name-only
InstanceOf: CareTeam
Usage: #example
Title: "A member that is only a name"
Description: "Breaks: tl-team-member"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/care-team"
* status = #active
* subject = Reference(patient-client)
* participant.role = CareTeamRole#case-manager
* participant.member.display = "Nell"
