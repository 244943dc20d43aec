ValueSet: DrugTestResultVS
Id: drug-test-result
Title: "Drug Test Results"
Description: "All codes of Drug Test Results."
* insert Published
* include codes from system DrugTestResult
