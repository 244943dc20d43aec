Profile: ThroughlineStaffRole
Parent: PractitionerRole
Id: staff-role
Title: "Role of a Professional"
Description: "In what role a professional works for which organization, and what the client lets be said to that person."
* insert Published
* insert SecurityLabels
* extension contains MayBeToldExtension named mayBeTold 0..* MS
* identifier MS
* active MS
* period MS
* practitioner MS
* organization 1..1 MS
* code 1..* MS
* code from CareTeamRoleVS (extensible)
* specialty MS
* telecom MS
