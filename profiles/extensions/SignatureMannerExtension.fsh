Extension: SignatureMannerExtension
Id: signature-manner
Title: "How It Was Signed"
Description: "Whether the signature is electronic, and who witnessed it."
Context: Signature
* insert Published
* extension contains
    electronic 0..1 and
    witness 0..1
* extension[electronic].value[x] 1..1
* extension[electronic].value[x] only boolean
* extension[witness].value[x] 1..1
* extension[witness].value[x] only string
