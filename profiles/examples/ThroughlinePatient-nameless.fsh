Instance: patient-nameless
InstanceOf: Patient
Usage: #example
Title: "A name without a name"
Description: "Breaks: tl-patient-name"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/patient"
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "CB-1001"
* name.use = #usual
