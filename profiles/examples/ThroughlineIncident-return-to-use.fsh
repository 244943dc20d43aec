Instance: incident-return-to-use
InstanceOf: ThroughlineIncident
Usage: #example
Title: "A return to use"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "IN-1"
* status = #final
* category = $observationCategory#social-history
* code = ObservationKind#incident
* subject = Reference(patient-client)
* focus = Reference(care-plan-revised)
* effectiveDateTime = "2026-06-13T23:00:00-04:00"
* performer = Reference(patient-client)
* valueCodeableConcept = Incident#return-to-use
* valueCodeableConcept.text = "Used once; told it herself."
* note.text = "Seen the same day; plan changed."
