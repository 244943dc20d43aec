Instance: care-team-no-role
InstanceOf: CareTeam
Usage: #example
Title: "A member without a role"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/care-team"
* status = #active
* subject = Reference(patient-client)
* participant.member = Reference(nell-sample)
