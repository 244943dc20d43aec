ValueSet: CollectionMethodVS
Id: collection-method
Title: "Ways of Collecting"
Description: "All codes of Ways of Collecting."
* insert Published
* include codes from system CollectionMethod
