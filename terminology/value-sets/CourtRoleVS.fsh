ValueSet: CourtRoleVS
Id: court-role
Title: "Court Roles"
Description: "All codes of Court Roles."
* insert Published
* include codes from system CourtRole
