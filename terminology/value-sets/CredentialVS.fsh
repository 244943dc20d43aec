ValueSet: CredentialVS
Id: credential
Title: "Credentials"
Description: "All codes of Credentials."
* insert Published
* include codes from system Credential
