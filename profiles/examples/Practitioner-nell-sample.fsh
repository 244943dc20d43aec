Instance: nell-sample
InstanceOf: Practitioner
Usage: #example
Title: "Counselor and case manager"
* identifier.system = $npi
* identifier.value = "1000000020"
* name.family = "Sample"
* name.given = "Nell"
* qualification.code = Credential#CADC
