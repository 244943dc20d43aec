Instance: legal-matter-open-or-not
InstanceOf: Condition
Usage: #example
Title: "Neither open nor closed"
Description: "Breaks: tl-matter-status"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/legal-matter"
* category = ConditionKind#legal-matter
* code = LegalMatter#pending-charge
* subject = Reference(patient-client)
* stage.summary = LegalMatterStatus#deferred
