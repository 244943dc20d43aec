Profile: ThroughlineCounselingNote
Parent: DocumentReference
Id: counseling-note
Title: "SUD Counseling Note"
Description: "Only the fact that a separately kept counseling note exists. Its content is never carried, and the fact itself is withheld (42 CFR 2.11, 2.31(b))."
* insert Published
* insert SecurityLabels
* obeys tl-note-label
* identifier MS
* status MS
* type 1..1 MS
* type = DocumentKind#sud-counseling-note
* subject 1..1 MS
* subject only Reference(Patient)
* date MS
* content ..1
* content.attachment.data 0..0
* content.attachment.url 0..0
* content.attachment.title 1..1 MS

Invariant: tl-note-label
Description: "A counseling note is labelled very restricted."
Expression: "meta.security.where(system = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality' and code = 'V').exists()"
Severity: #error
