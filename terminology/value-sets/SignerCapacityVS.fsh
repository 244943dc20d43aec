ValueSet: SignerCapacityVS
Id: signer-capacity
Title: "Capacity of the Signer"
Description: "All codes of Capacity of the Signer."
* insert Published
* include codes from system SignerCapacity
