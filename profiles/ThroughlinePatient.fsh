Profile: ThroughlinePatient
Parent: Patient
Id: patient
Title: "Client or Participant"
Description: "A client of a treatment center, a patient of a hospital or a participant of a court program, as that partner knows the person. One person at two partners is two Patients; nothing here says so."
* insert Published
* insert SecurityLabels
* identifier 1..* MS
* identifier.system 1..1 MS
* identifier.value 1..1 MS
* name 1..* MS
* name obeys tl-patient-name
* telecom MS
* gender MS
* birthDate MS
* address MS
* communication MS

Invariant: tl-patient-name
Description: "A name has a family name, a given name, or is written out as text."
Expression: "family.exists() or given.exists() or text.exists()"
Severity: #error
