ValueSet: PurposeOfUseVS
Id: purpose-of-use
Title: "Purposes of Use"
Description: "Every purpose that a request, a release or a restriction can state. Listed one by one: a child of operations such as HLEGAL is not meant by operations."
* insert Published
* $v3ActReason#TREAT "treatment"
* $v3ActReason#ETREAT "Emergency Treatment"
* $v3ActReason#COC "coordination of care"
* $v3ActReason#HPAYMT "healthcare payment"
* $v3ActReason#HOPERAT "healthcare operations"
* $v3ActReason#CAREMGT "care management"
* $v3ActReason#HRESCH "healthcare research"
* $v3ActReason#PATRQT "patient requested"
* include codes from system PurposeOfUse
