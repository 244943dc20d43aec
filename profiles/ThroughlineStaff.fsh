Profile: ThroughlineStaff
Parent: Practitioner
Id: staff
Title: "Staff Member"
Description: "Somebody who treats or supports clients, with credentials."
* insert Published
* insert SecurityLabels
* identifier 1..* MS
* identifier.system 1..1 MS
* identifier.value 1..1 MS
* active MS
* name 1..* MS
* name.family 1..1 MS
* telecom MS
* qualification MS
* qualification.code from CredentialVS (extensible)
* qualification.code MS
* qualification.identifier MS
* qualification.period MS
* qualification.issuer MS
