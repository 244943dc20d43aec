Extension: ClientWordsExtension
Id: client-words
Title: "Words of the Client"
Description: "The wish in the client's own words."
Context: Flag
* insert Published
* value[x] 1..1
* value[x] only string
