ValueSet: SensitivityVS
Id: sensitivity
Title: "Sensitivities"
Description: "All codes of Sensitivities."
* insert Published
* include codes from system Sensitivity
