CodeSystem: SignerCapacity
Id: signer-capacity
Title: "Capacity of the Signer"
Description: "In what capacity somebody signed (42 CFR 2.14, 2.15)."
* insert Published
* ^caseSensitive = true
* #patient "Patient"
* #parent "Parent"
* #guardian "Guardian"
* #personal-representative "Personal representative"
* #power-of-attorney "Holder of a power of attorney"
