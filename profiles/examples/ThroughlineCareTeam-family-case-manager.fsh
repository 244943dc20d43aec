Instance: care-team-family-case-manager
InstanceOf: CareTeam
Usage: #example
Title: "A case manager who is a relative"
Description: "Breaks: reference-target"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/care-team"
* status = #active
* subject = Reference(patient-client)
* participant.role = CareTeamRole#case-manager
* participant.member = Reference(RelatedPerson/contact-sister)
