Extension: ReleaseWordsExtension
Id: release-words
Title: "Words of the Release"
Description: "What the form says in words of the information and of the purposes. The codes govern; the words narrow nothing here."
Context: Consent
* insert Published
* extension contains
    categories 0..1 and
    purposes 0..1
* extension[categories].value[x] 1..1
* extension[categories].value[x] only string
* extension[purposes].value[x] 1..1
* extension[purposes].value[x] only string
