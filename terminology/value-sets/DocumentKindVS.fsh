ValueSet: DocumentKindVS
Id: document-kind
Title: "Kinds of Document"
Description: "All codes of Kinds of Document."
* insert Published
* include codes from system DocumentKind
