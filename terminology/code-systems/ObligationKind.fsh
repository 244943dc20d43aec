CodeSystem: ObligationKind
Id: obligation-kind
Title: "Kinds of Obligation"
Description: "Toward whom an appointment is an obligation."
* insert Published
* ^caseSensitive = true
* #treatment "Treatment"
* #medical "Medical"
* #court "Court"
* #supervision "Supervision"
* #benefits "Benefits"
* #employment "Employment"
* #education "Education"
* #housing "Housing"
* #family "Family"
* #other "Other"
