Extension: ClientAgreementExtension
Id: client-agreement
Title: "Agreement of the Client"
Description: "Whether the client agreed to the plan, when, and in what words."
Context: CarePlan
* insert Published
* extension contains
    agreed 1..1 and
    date 0..1 and
    words 0..1
* extension[agreed].value[x] 1..1
* extension[agreed].value[x] only boolean
* extension[date].value[x] 1..1
* extension[date].value[x] only date
* extension[words].value[x] 1..1
* extension[words].value[x] only string
