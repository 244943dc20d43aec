Instance: outreach-patient-nickname
InstanceOf: ThroughlineOutreachPatient
Usage: #example
Title: "Met on the street, known by a nickname"
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "CB-O-17"
* name.use = #nickname
* name.text = "Sparrow"
