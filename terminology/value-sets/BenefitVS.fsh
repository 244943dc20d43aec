ValueSet: BenefitVS
Id: benefit
Title: "Benefits"
Description: "All codes of Benefits."
* insert Published
* include codes from system Benefit
