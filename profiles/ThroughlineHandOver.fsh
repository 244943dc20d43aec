Profile: ThroughlineHandOver
Parent: ServiceRequest
Id: hand-over
Title: "Hand-over"
Description: "That one level of care or team hands the client over to the next: to whom, who accepted and when, and the first appointment there, so that there is no gap."
* insert Published
* insert SecurityLabels
* obeys tl-hand-over-accepted
* identifier MS
* status MS
* intent = #order
* intent MS
* category 1..* MS
* insert SliceByPattern(category, "By the kind of request")
* category contains handOver 1..1 MS
* category[handOver] = ReferralCategory#hand-over
* code 1..1 MS
* subject only Reference(Patient)
* subject MS
* encounter MS
* occurrence[x] only dateTime
* occurrence[x] MS
* performer 1..* MS
* basedOn MS
* supportingInfo MS
* note MS

Invariant: tl-hand-over-accepted
Description: "A hand-over that is complete says when it was accepted."
Expression: "status = 'completed' implies occurrence.exists()"
Severity: #error
