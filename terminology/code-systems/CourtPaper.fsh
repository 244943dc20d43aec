CodeSystem: CourtPaper
Id: court-paper
Title: "Orders and Process of a Court (42 CFR Part 2, subpart E)"
Description: "What a court may order about records, and what compels. A mandate to be treated is none of these."
* insert Published
* ^caseSensitive = true
* #noncriminal-2.64 "Order for noncriminal purposes" "42 CFR 2.64."
* #criminal-patient-2.65 "Order to investigate or prosecute a patient" "42 CFR 2.65."
* #program-2.66 "Order to investigate a program or holder of records" "42 CFR 2.66: what identifies patients stays out."
* #undercover-2.67 "Order for undercover agents" "42 CFR 2.67: it discloses no records."
* #subpoena "Subpoena or similar process" "It compels, and alone it permits nothing (42 CFR 2.61)."
