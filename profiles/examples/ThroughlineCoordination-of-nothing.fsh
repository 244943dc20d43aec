Instance: coordination-of-nothing
InstanceOf: Communication
Usage: #example
Title: "An explanation of nothing"
Description: "Breaks: tl-coordination-client"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/coordination"
* status = #completed
* category = CommunicationKind#explanation
* subject = Reference(patient-client)
* sent = "2026-03-02T10:20:00-05:00"
* recipient = Reference(patient-client)
