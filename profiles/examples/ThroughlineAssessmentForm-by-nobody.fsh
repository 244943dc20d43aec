Instance: assessment-form-by-nobody
InstanceOf: QuestionnaireResponse
Usage: #example
Title: "Answers that nobody wrote down"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/assessment-form"
* status = #completed
* subject = Reference(patient-client)
* authored = "2026-02-18T09:30:00-05:00"
* item.linkId = "home"
