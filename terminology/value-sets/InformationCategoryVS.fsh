ValueSet: InformationCategoryVS
Id: information-category
Title: "Information Categories"
Description: "All codes of Information Categories."
* insert Published
* include codes from system InformationCategory
