Extension: ConcernsExtension
Id: concerns
Title: "What It Concerns"
Description: "Something else that the resource is about, where FHIR R4 has no element for it: the family member who has the need, the release under which a report came, the legal matter or the explanation of a release."
Context: Condition, Consent, Observation
* insert Published
* value[x] 1..1
* value[x] only Reference(RelatedPerson or Consent or Condition or Communication)
