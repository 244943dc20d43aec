ValueSet: AsamDimensionVS
Id: asam-dimension
Title: "ASAM Dimensions"
Description: "A dimension by the fourth or the third edition; the system of the code says which."
* insert Published
* include codes from system AsamDimension4
* include codes from system AsamDimension3
