CodeSystem: ClientResponse
Id: client-response
Title: "Responses of the Client"
Description: "How the client answered an explanation or a plan."
* insert Published
* ^caseSensitive = true
* #agreed "Agreed"
* #agreed-with-reservations "Agreed with reservations"
* #undecided "Undecided"
* #declined "Declined"
