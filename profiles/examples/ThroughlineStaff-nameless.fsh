Instance: staff-nameless
InstanceOf: Practitioner
Usage: #example
Title: "Nobody in particular"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/staff"
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "SF-2"
