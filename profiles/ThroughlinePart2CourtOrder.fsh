Profile: ThroughlinePart2CourtOrder
Parent: Basic
Id: part2-court-order
Title: "Court Order about Records"
Description: "An order under 42 CFR Part 2, subpart E, as the holder of the records keeps it. It permits and does not compel: nothing leaves by it without the subpoena. An order to be treated is a mandate, and none of this."
* insert Published
* insert SecurityLabels
* obeys tl-order-end
* extension contains CourtOrderExtension named order 1..1 MS
* identifier MS
* code 1..1 MS
* code from CourtOrderVS (required)
* subject 1..1 MS
* subject only Reference(Patient)
* created 1..1 MS
* author 1..1 MS
* author only Reference(Organization)

Invariant: tl-order-end
Description: "A court's order says until when it holds."
Expression: "extension.where(url = 'https://throughline.example/fhir/StructureDefinition/court-order').extension.where(url = 'validity').value.end.exists()"
Severity: #error
