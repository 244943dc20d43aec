CodeSystem: DrugTestResult
Id: drug-test-result
Title: "Drug Test Results"
Description: "The result of a drug or alcohol test. A test that was missed or refused has no result but a data-absent reason."
* insert Published
* ^caseSensitive = true
* #negative "Negative"
* #presumptive-positive "Presumptive positive" "Positive on screening, not confirmed."
* #confirmed-positive "Confirmed positive"
* #dilute "Dilute"
* #adulterated "Adulterated or substituted"
* #invalid "Invalid"
* #pending "Pending"
