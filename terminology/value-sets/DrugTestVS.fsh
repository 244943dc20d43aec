ValueSet: DrugTestVS
Id: drug-test
Title: "Drug and Alcohol Tests"
Description: "LOINC codes of panels and single tests that monitoring uses."
* insert Published
* ^copyright = "This material contains content from LOINC (http://loinc.org). LOINC is copyright Regenstrief Institute, Inc. and the Logical Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost under the license at http://loinc.org/license."
* $loinc#87428-9
* $loinc#24349-3
* $loinc#65750-2
* $loinc#51782-1
* $loinc#69739-1
* $loinc#55419-6
* $loinc#67822-7
* $loinc#94304-3
* $loinc#90890-5
* $loinc#93474-5
* $loinc#69033-9
* $loinc#19261-7
* $loinc#76492-8
* $loinc#19554-5
* $loinc#14316-4
* $loinc#19359-9
* $loinc#14314-9
* $loinc#19295-5
* $loinc#19321-9
* $loinc#19642-8
* $loinc#59673-4
* $loinc#58379-9
* $loinc#95797-7
* $loinc#93494-3
* $loinc#58359-1
* $loinc#19550-3
* $loinc#18282-4
* $loinc#19381-3
* $loinc#19659-2
* $loinc#19270-8
* $loinc#19568-5
* $loinc#42242-8
* $loinc#58375-7
* $loinc#14315-6
* $loinc#18392-1
* $loinc#40839-3
* $loinc#43200-5
* $loinc#16208-1
* $loinc#101809-2
