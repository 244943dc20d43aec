Instance: coordination-with-nobody
InstanceOf: Communication
Usage: #example
Title: "A conversation with nobody"
Description: "Breaks: tl-coordination-when"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/coordination"
* status = #completed
* category = CommunicationKind#advocacy
* subject = Reference(patient-client)
* sent = "2026-03-02T10:20:00-05:00"
