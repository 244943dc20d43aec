Instance: lakeside
InstanceOf: Organization
Usage: #example
Title: "Hospital"
* identifier.system = $npi
* identifier.value = "1000000012"
* active = true
* type = PartnerKind#hospital
* name = "Lakeside Hospital"
