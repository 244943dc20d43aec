ValueSet: CourtPaperVS
Id: court-paper
Title: "Orders and Process of a Court"
Description: "Orders about records, and what compels."
* insert Published
* include codes from system CourtPaper
