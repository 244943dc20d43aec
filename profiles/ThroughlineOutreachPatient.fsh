Profile: ThroughlineOutreachPatient
Parent: Patient
Id: outreach-patient
Title: "Person in Outreach"
Description: "A person whom outreach met before there is a case: perhaps only a nickname and a place are known."
* insert Published
* insert SecurityLabels
* identifier 1..* MS
* identifier.system 1..1
* identifier.value 1..1
* name MS
* telecom MS
* birthDate MS
