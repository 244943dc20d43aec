Profile: ThroughlineReleaseForm
Parent: DocumentReference
Id: release-form
Title: "Signed Release Form"
Description: "The signed form of a release of information: where it is kept, or its image."
* insert Published
* insert SecurityLabels
* identifier MS
* status MS
* type 1..1 MS
* type = DocumentKind#release-form
* category MS
* subject 1..1 MS
* subject only Reference(Patient)
* date MS
* author MS
* content 1..1 MS
* content.attachment.title 1..1 MS
* content.attachment.url MS
* content.attachment.data MS
