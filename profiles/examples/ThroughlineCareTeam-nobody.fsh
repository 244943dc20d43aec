Instance: care-team-nobody
InstanceOf: CareTeam
Usage: #example
Title: "A team of nobody"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/care-team"
* status = #active
* subject = Reference(patient-client)
