ValueSet: ContactRelationshipVS
Id: contact-relationship
Title: "Relationships of a Contact"
Description: "Who a contact is to the client: by contact role, by court role, or by the family relationships of v3-RoleCode."
* insert Published
* include codes from system ContactRole
* include codes from system CourtRole
* include codes from valueset http://hl7.org/fhir/ValueSet/relatedperson-relationshiptype
