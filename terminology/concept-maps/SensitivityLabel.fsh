Instance: sensitivity-label
InstanceOf: ConceptMap
Usage: #definition
Title: "Sensitivities to Security Labels"
* url = "https://throughline.example/fhir/ConceptMap/sensitivity-label"
* version = "0.1.0"
* name = "SensitivityLabel"
* title = "Sensitivities to Security Labels"
* status = #active
* experimental = false
* publisher = "Throughline"
* description = "The v3-ActCode sensitivity that a declared sensitivity of a case record becomes."
* sourceCanonical = "https://throughline.example/fhir/ValueSet/sensitivity"
* group.source = "https://throughline.example/fhir/CodeSystem/sensitivity"
* group.target = $v3ActCode
* group.element[+].code = #hiv
* group.element[=].target.code = #HIV
* group.element[=].target.equivalence = #equivalent
* group.element[+].code = #mental-health
* group.element[=].target.code = #MH
* group.element[=].target.equivalence = #equivalent
* group.element[+].code = #domestic-violence
* group.element[=].target.code = #SDV
* group.element[=].target.equivalence = #equivalent
* group.element[+].code = #sexual-health
* group.element[=].target.code = #SEX
* group.element[=].target.equivalence = #equivalent
* group.element[+].code = #genetic
* group.element[=].target.code = #GDIS
* group.element[=].target.equivalence = #equivalent
