CodeSystem: HouseholdTie
Id: household-tie
Title: "Household Ties"
Description: "How a member of the household stands to the client, besides the kinship."
* insert Published
* ^caseSensitive = true
* #lives-with-client "Lives with the client"
* #lives-elsewhere "Does not live with the client"
* #dependent "The client must care for this person"
* #not-dependent "The client need not care for this person"
