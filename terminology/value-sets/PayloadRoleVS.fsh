ValueSet: PayloadRoleVS
Id: payload-role
Title: "Parts of a Conversation"
Description: "All codes of Parts of a Conversation."
* insert Published
* include codes from system PayloadRole
