Extension: CourtOrderExtension
Id: court-order
Title: "What a Court's Order Permits"
Description: "42 CFR 2.64(e), 2.65(e), 2.66(d): to whom, which parts of the record, when, by which subpoena it is compelled, and the ground on which it reaches confidential communications (2.63). What it does not say it does not permit."
Context: Basic
* insert Published
* extension contains
    recipient 1..* and
    part 1..* and
    validity 1..1 and
    subpoena 0..* and
    communications 0..1 and
    docket 0..1
* extension[recipient].value[x] 1..1
* extension[recipient].value[x] only Reference(Organization)
* extension[part].value[x] 1..1
* extension[part].value[x] only Coding
* extension[part].valueCoding from InformationCategoryVS (required)
* extension[validity].value[x] 1..1
* extension[validity].value[x] only Period
* extension[subpoena].value[x] 1..1
* extension[subpoena].value[x] only Reference(DocumentReference)
* extension[communications].value[x] 1..1
* extension[communications].value[x] only Coding
* extension[communications].valueCoding from CommunicationsGroundVS (required)
* extension[docket].value[x] 1..1
* extension[docket].value[x] only Identifier
