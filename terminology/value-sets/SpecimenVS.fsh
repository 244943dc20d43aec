ValueSet: SpecimenVS
Id: specimen
Title: "Specimens"
Description: "All codes of Specimens."
* insert Published
* include codes from system Specimen
