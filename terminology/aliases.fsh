// Every system and extension that others own and that we use. The names (without $) are the keys of SYSTEM and EXTENSION in
// src/fhir/codes.ts.

// HL7 terminology
Alias: $v3ActCode = http://terminology.hl7.org/CodeSystem/v3-ActCode
Alias: $v3Confidentiality = http://terminology.hl7.org/CodeSystem/v3-Confidentiality
Alias: $v3ActReason = http://terminology.hl7.org/CodeSystem/v3-ActReason
Alias: $v3ParticipationType = http://terminology.hl7.org/CodeSystem/v3-ParticipationType
Alias: $v3ObservationValue = http://terminology.hl7.org/CodeSystem/v3-ObservationValue
Alias: $v3ObservationInterpretation = http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation
Alias: $v3RoleCode = http://terminology.hl7.org/CodeSystem/v3-RoleCode
Alias: $v2IdentifierType = http://terminology.hl7.org/CodeSystem/v2-0203
Alias: $consentScope = http://terminology.hl7.org/CodeSystem/consentscope
Alias: $goalAchievement = http://terminology.hl7.org/CodeSystem/goal-achievement
Alias: $goalPriority = http://terminology.hl7.org/CodeSystem/goal-priority
Alias: $dataAbsentReason = http://terminology.hl7.org/CodeSystem/data-absent-reason
Alias: $observationCategory = http://terminology.hl7.org/CodeSystem/observation-category
Alias: $conditionCategory = http://terminology.hl7.org/CodeSystem/condition-category
Alias: $conditionClinical = http://terminology.hl7.org/CodeSystem/condition-clinical
Alias: $conditionVerification = http://terminology.hl7.org/CodeSystem/condition-ver-status
Alias: $episodeOfCareType = http://terminology.hl7.org/CodeSystem/episodeofcare-type
Alias: $diagnosisRole = http://terminology.hl7.org/CodeSystem/diagnosis-role
Alias: $dischargeDisposition = http://terminology.hl7.org/CodeSystem/discharge-disposition
Alias: $appointmentCancellationReason = http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason
Alias: $auditEventType = http://terminology.hl7.org/CodeSystem/audit-event-type
Alias: $auditEntityType = http://terminology.hl7.org/CodeSystem/audit-entity-type
Alias: $objectRole = http://terminology.hl7.org/CodeSystem/object-role
Alias: $securitySourceType = http://terminology.hl7.org/CodeSystem/security-source-type
Alias: $isoLifecycle = http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle
Alias: $provenanceParticipantType = http://terminology.hl7.org/CodeSystem/provenance-participant-type
Alias: $organizationType = http://terminology.hl7.org/CodeSystem/organization-type
Alias: $maritalStatus = http://terminology.hl7.org/CodeSystem/v3-MaritalStatus
Alias: $subscriberRelationship = http://terminology.hl7.org/CodeSystem/subscriber-relationship

// FHIR R4
Alias: $taskCode = http://hl7.org/fhir/CodeSystem/task-code
Alias: $taskStatus = http://hl7.org/fhir/task-status
Alias: $requestIntent = http://hl7.org/fhir/request-intent
Alias: $restfulInteraction = http://hl7.org/fhir/restful-interaction

// Implementation guides
Alias: $usCoreCarePlanCategory = http://hl7.org/fhir/us/core/CodeSystem/careplan-category
Alias: $usCoreConditionCategory = http://hl7.org/fhir/us/core/CodeSystem/condition-category
Alias: $bserTaskBusinessStatus = http://hl7.org/fhir/us/bser/CodeSystem/TaskBusinessStatusCS
Alias: $balpAuditCode = https://profiles.ihe.net/ITI/BALP/CodeSystem/AuthZsubType

// Terminologies with a licence of their own: see docs/terminology.md
Alias: $loinc = http://loinc.org
Alias: $snomed = http://snomed.info/sct
Alias: $icd10cm = http://hl7.org/fhir/sid/icd-10-cm
Alias: $rxnorm = http://www.nlm.nih.gov/research/umls/rxnorm
Alias: $ucum = http://unitsofmeasure.org
Alias: $dcm = http://dicom.nema.org/resources/ontology/DCM
Alias: $hcpcs = http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets
Alias: $cdcRaceAndEthnicity = urn:oid:2.16.840.1.113883.6.238

// Identifier and language systems, namespaces
Alias: $partner = https://throughline.example/fhir/NamingSystem/partner
Alias: $npi = http://hl7.org/fhir/sid/us-npi
Alias: $ssn = http://hl7.org/fhir/sid/us-ssn
Alias: $language = urn:ietf:bcp:47
Alias: $uri = urn:ietf:rfc:3986
Alias: $xhtml = http://www.w3.org/1999/xhtml

// Extensions that others own
Alias: $issueColumn = http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-col
Alias: $issueLine = http://hl7.org/fhir/StructureDefinition/operationoutcome-issue-line
Alias: $episodeOfCare = http://hl7.org/fhir/StructureDefinition/workflow-episodeOfCare
Alias: $pertainsToGoal = http://hl7.org/fhir/StructureDefinition/resource-pertainsToGoal
Alias: $usCoreRace = http://hl7.org/fhir/us/core/StructureDefinition/us-core-race
Alias: $usCoreEthnicity = http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity
