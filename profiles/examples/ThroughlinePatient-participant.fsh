Instance: patient-participant
InstanceOf: ThroughlinePatient
Usage: #example
Title: "The same person as a participant of the court, who knows no more"
* identifier.system = "https://harbor-court.example/docket"
* identifier.value = "TC-2026-0042"
* name.family = "Placeholder"
* name.given = "Testa"
* gender = #female
* birthDate = "1990-03-01"
