ValueSet: ContactRoleVS
Id: contact-role
Title: "Contact Roles"
Description: "All codes of Contact Roles."
* insert Published
* include codes from system ContactRole
