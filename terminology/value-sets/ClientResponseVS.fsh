ValueSet: ClientResponseVS
Id: client-response
Title: "Responses of the Client"
Description: "All codes of Responses of the Client."
* insert Published
* include codes from system ClientResponse
