Instance: discharge-summary-without-reason
InstanceOf: Composition
Usage: #example
Title: "Final, and nobody knows why"
Description: "Breaks: tl-discharge-why"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/discharge-summary"
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "DI-2"
* status = #final
* type = $loinc#18842-5
* subject = Reference(patient-client)
* date = "2026-11-20"
* author = Reference(nell-sample)
* title = "Discharge summary"
* event.detail = Reference(episode-finished)
