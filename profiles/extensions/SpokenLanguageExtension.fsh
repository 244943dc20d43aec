Extension: SpokenLanguageExtension
Id: spoken-language
Title: "Spoken Language"
Description: "The language in which something was explained, in words."
Context: Communication
* insert Published
* value[x] 1..1
* value[x] only string
