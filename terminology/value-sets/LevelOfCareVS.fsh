ValueSet: LevelOfCareVS
Id: level-of-care
Title: "ASAM Levels of Care"
Description: "A level of care by the fourth or the third edition; the system of the code says which."
* insert Published
* include codes from system Asam4
* include codes from system Asam3
