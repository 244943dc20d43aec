Extension: PayloadRoleExtension
Id: payload-role
Title: "Part of the Conversation"
Description: "What a payload is: a statement, a question, an answer, advice, or what the client said to it."
Context: Communication.payload
* insert Published
* value[x] 1..1
* value[x] only CodeableConcept
* valueCodeableConcept from PayloadRoleVS (required)
