Extension: ClientAnswerExtension
Id: client-answer
Title: "Answer of the Client"
Description: "Whether the client agreed to what was explained."
Context: Communication
* insert Published
* value[x] 1..1
* value[x] only CodeableConcept
* valueCodeableConcept from ClientResponseVS (required)
