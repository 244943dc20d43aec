Instance: staff-role-nowhere
InstanceOf: PractitionerRole
Usage: #example
Title: "Works for nobody"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/staff-role"
* practitioner = Reference(nell-sample)
* code = CareTeamRole#case-manager
