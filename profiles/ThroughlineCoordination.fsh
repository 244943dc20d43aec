Profile: ThroughlineCoordination
Parent: Communication
Id: coordination
Title: "Coordination, Consultation, Advocacy or Explanation"
Description: "Who spoke with whom about the client, when, where, why and with what result; also what was explained to the client, and what the client asked and answered."
* insert Published
* insert SecurityLabels
* obeys tl-coordination-when and tl-coordination-client
* extension contains
    CommunicationLocationExtension named location 0..1 MS and
    EngagementOutcomeExtension named outcome 0..1 MS and
    ClientAnswerExtension named clientAnswer 0..1 MS and
    SpokenLanguageExtension named language 0..1 MS
* identifier MS
* status MS
* category 1..* MS
* insert SliceByPattern(category, "By the kind of communication")
* category contains kind 1..1 MS
* category[kind] from CommunicationKindVS (required)
* category[kind] ^patternCodeableConcept.coding.system = "https://throughline.example/fhir/CodeSystem/communication-kind"
* medium MS
* subject 1..1 MS
* subject only Reference(Patient)
* topic MS
* about MS
* basedOn MS
* sent MS
* received MS
* recipient MS
* sender MS
* reasonCode MS
* reasonReference MS
* payload MS
* payload.extension contains PayloadRoleExtension named role 0..1 MS
* note MS

Invariant: tl-coordination-when
Description: "A conversation that took place says when, and with whom or from whom."
Expression: "status = 'completed' implies ((sent.exists() or received.exists()) and (recipient.exists() or sender.exists()))"
Severity: #error

Invariant: tl-coordination-client
Description: "An explanation to the client says what was explained."
Expression: "category.coding.where(code = 'explanation').exists() implies (payload.exists() or about.exists())"
Severity: #error
