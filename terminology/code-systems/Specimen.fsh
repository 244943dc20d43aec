CodeSystem: Specimen
Id: specimen
Title: "Specimens"
Description: "What was tested."
* insert Published
* ^caseSensitive = true
* #urine "Urine"
* #oral-fluid "Oral fluid"
* #blood "Blood"
* #breath "Breath"
* #hair "Hair"
* #sweat "Sweat"
