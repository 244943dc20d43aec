Instance: benefit-application-approved-and-open
InstanceOf: Task
Usage: #example
Title: "Approved and still open"
Description: "Breaks: tl-benefit-granted"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/benefit-application"
* status = #in-progress
* businessStatus = ApplicationStatus#approved
* intent = #order
* code = TaskKind#benefit-application
* for = Reference(patient-client)
* reasonCode = Benefit#snap
