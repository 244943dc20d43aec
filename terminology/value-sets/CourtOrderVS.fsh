ValueSet: CourtOrderVS
Id: court-order
Title: "Orders of a Court about Records"
Description: "The orders of 42 CFR Part 2, subpart E."
* insert Published
* CourtPaper#noncriminal-2.64
* CourtPaper#criminal-patient-2.65
* CourtPaper#program-2.66
* CourtPaper#undercover-2.67
