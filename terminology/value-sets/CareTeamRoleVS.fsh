ValueSet: CareTeamRoleVS
Id: care-team-role
Title: "Care Team Roles"
Description: "Roles on a care team, those of the court and of collateral contacts included."
* insert Published
* include codes from system CareTeamRole
* include codes from system CourtRole
* include codes from system ContactRole
