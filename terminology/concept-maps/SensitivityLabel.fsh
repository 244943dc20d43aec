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
* description = "The v3-ActCode sensitivity that a declared sensitivity of a case record becomes; what HL7 has no code for stays itself."
* sourceCanonical = "https://throughline.example/fhir/ValueSet/sensitivity"
* group[0].source = "https://throughline.example/fhir/CodeSystem/sensitivity"
* group[0].target = $v3ActCode
* group[0].element[+].code = #hiv
* group[0].element[=].target.code = #HIV
* group[0].element[=].target.equivalence = #equivalent
* group[0].element[+].code = #mental-health
* group[0].element[=].target.code = #MH
* group[0].element[=].target.equivalence = #equivalent
* group[0].element[+].code = #domestic-violence
* group[0].element[=].target.code = #SDV
* group[0].element[=].target.equivalence = #equivalent
* group[0].element[+].code = #sexual-health
* group[0].element[=].target.code = #SEX
* group[0].element[=].target.equivalence = #equivalent
* group[0].element[+].code = #genetic
* group[0].element[=].target.code = #GDIS
* group[0].element[=].target.equivalence = #equivalent
* group[1].source = "https://throughline.example/fhir/CodeSystem/sensitivity"
* group[1].target = "https://throughline.example/fhir/CodeSystem/sensitivity"
* group[1].element[+].code = #other
* group[1].element[=].target.code = #other
* group[1].element[=].target.equivalence = #equal
