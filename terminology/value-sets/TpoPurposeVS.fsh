ValueSet: TpoPurposeVS
Id: tpo-purpose
Title: "Treatment, Payment and Operations"
Description: "The purposes for which one consent for all future uses is lawful and may have no end (42 CFR 2.31(a)(5) and (7)). HLEGAL and FRAUD, children of operations in v3-ActReason, are not among them."
* insert Published
* $v3ActReason#TREAT "treatment"
* $v3ActReason#ETREAT "Emergency Treatment"
* $v3ActReason#COC "coordination of care"
* $v3ActReason#HPAYMT "healthcare payment"
* $v3ActReason#HOPERAT "healthcare operations"
* $v3ActReason#CAREMGT "care management"
