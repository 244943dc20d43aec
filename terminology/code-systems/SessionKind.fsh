CodeSystem: SessionKind
Id: session-kind
Title: "Kinds of Session"
Description: "Who meets."
* insert Published
* ^caseSensitive = true
* #individual "Individual"
* #group "Group"
* #family "Family"
