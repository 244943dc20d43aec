Instance: preference-of-a-group
InstanceOf: Flag
Usage: #example
Title: "The wish of an organization"
Description: "Breaks: reference-target"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/preference"
* status = #active
* code = Preference#communication-preference
* subject = Reference(cedar-bridge)
