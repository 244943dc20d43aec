Instance: insurance-of-no-kind
InstanceOf: Coverage
Usage: #example
Title: "Insurance of no kind"
Description: "Breaks: cardinality-min"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/insurance"
* status = #active
* beneficiary = Reference(patient-client)
* payor.display = "State Medicaid"
