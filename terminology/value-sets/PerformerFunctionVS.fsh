ValueSet: PerformerFunctionVS
Id: performer-function
Title: "Functions of a Performer"
Description: "All codes of Functions of a Performer."
* insert Published
* include codes from system PerformerFunction
