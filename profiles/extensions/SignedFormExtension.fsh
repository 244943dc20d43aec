Extension: SignedFormExtension
Id: signed-form
Title: "Form of the Release"
Description: "Which form was signed, in which language, and where it is kept."
Context: Consent
* insert Published
* extension contains
    version 0..1 and
    document 0..1 and
    language 0..1
* extension[version].value[x] 1..1
* extension[version].value[x] only string
* extension[document].value[x] 1..1
* extension[document].value[x] only string
* extension[language].value[x] 1..1
* extension[language].value[x] only string
