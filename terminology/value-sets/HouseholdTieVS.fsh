ValueSet: HouseholdTieVS
Id: household-tie
Title: "Household Ties"
Description: "All codes of Household Ties."
* insert Published
* include codes from system HouseholdTie
