CodeSystem: CollectionMethod
Id: collection-method
Title: "Ways of Collecting"
Description: "Whether somebody watched while a specimen was given."
* insert Published
* ^caseSensitive = true
* #observed "Collection was observed"
* #unobserved "Collection was not observed"
