Extension: ClientAgreementExtension
Id: client-agreement
Title: "Agreement of the Client"
Description: "Whether the plan was made with the client, whether the client agreed to it, when, and in what words."
Context: CarePlan
* insert Published
* extension contains
    agreed 0..1 and
    response 0..1 and
    date 0..1 and
    words 0..1 and
    developedWithClient 0..1
* extension[agreed].value[x] 1..1
* extension[agreed].value[x] only boolean
* extension[response].value[x] 1..1
* extension[response].value[x] only CodeableConcept
* extension[response].valueCodeableConcept from ClientResponseVS (required)
* extension[date].value[x] 1..1
* extension[date].value[x] only date
* extension[words].value[x] 1..1
* extension[words].value[x] only string
* extension[developedWithClient].value[x] 1..1
* extension[developedWithClient].value[x] only boolean
