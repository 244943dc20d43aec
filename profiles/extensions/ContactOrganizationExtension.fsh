Extension: ContactOrganizationExtension
Id: contact-organization
Title: "Organization of the Contact"
Description: "The organization that a contact belongs to, as a partner or by name."
Context: RelatedPerson
* insert Published
* value[x] 1..1
* value[x] only Reference(Organization)
