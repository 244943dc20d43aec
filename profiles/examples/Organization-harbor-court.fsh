Instance: harbor-court
InstanceOf: Organization
Usage: #example
Title: "Court program"
* active = true
* type = PartnerKind#court
* name = "Harbor County Treatment Court"
