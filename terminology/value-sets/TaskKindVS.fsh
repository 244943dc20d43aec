ValueSet: TaskKindVS
Id: task-kind
Title: "Kinds of Task"
Description: "All codes of Kinds of Task."
* insert Published
* include codes from system TaskKind
