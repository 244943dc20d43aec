CodeSystem: PerformerFunction
Id: performer-function
Title: "Functions of a Performer"
Description: "What somebody did for a test, besides collecting it."
* insert Published
* ^caseSensitive = true
* #laboratory "Laboratory that tested"
