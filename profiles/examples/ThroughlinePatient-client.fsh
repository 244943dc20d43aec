Instance: patient-client
InstanceOf: ThroughlinePatient
Usage: #example
Title: "A client of the treatment center"
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "CB-1001"
* name.family = "Placeholder"
* name.given = "Testa"
* gender = #female
* birthDate = "1990-03-01"
