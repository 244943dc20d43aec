Instance: asam-3-to-4
InstanceOf: ConceptMap
Usage: #definition
Title: "ASAM Levels of Care, Third to Fourth Edition"
* url = "https://throughline.example/fhir/ConceptMap/asam-3-to-4"
* version = "0.1.0"
* name = "AsamThirdToFourthEdition"
* title = "ASAM Levels of Care, Third to Fourth Edition"
* status = #active
* experimental = false
* publisher = "Throughline"
* description = "How a level of the third edition relates to levels of the fourth. A relation, not a translation: a person who moves to the fourth edition is assessed anew. Only the levels for withdrawal management were seen stated in print; the other relations are general knowledge and are to be checked against ASAM's own crosswalk."
* copyright = "Level numbers and names follow The ASAM Criteria, which is copyrighted by the American Society of Addiction Medicine. Only codes and names are given; the criteria themselves are not, and their use needs a licence from ASAM."
* sourceCanonical = "https://throughline.example/fhir/ValueSet/level-of-care"
* targetCanonical = "https://throughline.example/fhir/ValueSet/level-of-care"
* group.source = "https://throughline.example/fhir/CodeSystem/asam-3"
* group.target = "https://throughline.example/fhir/CodeSystem/asam-4"
* group.element[+].code = #0.5
* group.element[=].target[+].equivalence = #unmatched
* group.element[=].target[=].comment = "Early intervention is no longer a level of the continuum."
* group.element[+].code = #1
* group.element[=].target[+].equivalence = #narrower
* group.element[=].target[=].code = #1.5
* group.element[=].target[=].comment = "Outpatient treatment."
* group.element[=].target[+].equivalence = #narrower
* group.element[=].target[=].code = #1.0
* group.element[=].target[=].comment = "Monitoring in long-term remission."
* group.element[+].code = #OTS
* group.element[=].target[+].equivalence = #wider
* group.element[=].target[=].code = #1.7
* group.element[+].code = #1-WM
* group.element[=].target[+].equivalence = #wider
* group.element[=].target[=].code = #1.7
* group.element[+].code = #2-WM
* group.element[=].target[+].equivalence = #wider
* group.element[=].target[=].code = #2.7
* group.element[+].code = #2.1
* group.element[=].target[+].equivalence = #equivalent
* group.element[=].target[=].code = #2.1
* group.element[+].code = #2.5
* group.element[=].target[+].equivalence = #equivalent
* group.element[=].target[=].code = #2.5
* group.element[+].code = #3.1
* group.element[=].target[+].equivalence = #equivalent
* group.element[=].target[=].code = #3.1
* group.element[+].code = #3.2-WM
* group.element[=].target[+].equivalence = #inexact
* group.element[=].target[=].code = #3.5
* group.element[=].target[=].comment = "No level of its own: by need."
* group.element[=].target[+].equivalence = #inexact
* group.element[=].target[=].code = #3.7
* group.element[=].target[=].comment = "No level of its own: by need."
* group.element[+].code = #3.3
* group.element[=].target[+].equivalence = #wider
* group.element[=].target[=].code = #3.5
* group.element[+].code = #3.5
* group.element[=].target[+].equivalence = #wider
* group.element[=].target[=].code = #3.5
* group.element[=].target[=].comment = "It now also holds what was level 3.3."
* group.element[+].code = #3.7
* group.element[=].target[+].equivalence = #inexact
* group.element[=].target[=].code = #3.7
* group.element[=].target[=].comment = "Medically managed instead of medically monitored."
* group.element[=].target[+].equivalence = #inexact
* group.element[=].target[=].code = #3.7-BIO
* group.element[=].target[=].comment = "With biomedical enhancement."
* group.element[+].code = #3.7-WM
* group.element[=].target[+].equivalence = #wider
* group.element[=].target[=].code = #3.7
* group.element[+].code = #4
* group.element[=].target[+].equivalence = #equivalent
* group.element[=].target[=].code = #4
* group.element[+].code = #4-WM
* group.element[=].target[+].equivalence = #wider
* group.element[=].target[=].code = #4
