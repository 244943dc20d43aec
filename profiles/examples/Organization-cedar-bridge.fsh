Instance: cedar-bridge
InstanceOf: Organization
Usage: #example
Title: "Treatment center"
* identifier.system = $npi
* identifier.value = "1000000004"
* active = true
* type = PartnerKind#treatment-center
* name = "Cedar Bridge Treatment Center"
