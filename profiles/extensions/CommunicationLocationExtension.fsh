Extension: CommunicationLocationExtension
Id: communication-location
Title: "Where It Took Place"
Description: "Where a communication took place (R4 has no element for it)."
Context: Communication
* insert Published
* value[x] 1..1
* value[x] only string or Reference(Location)
