ValueSet: DrugTestAbsentReasonVS
Id: drug-test-absent-reason
Title: "Reasons for an Absent Test Result"
Description: "A test without a result was not performed (missed) or declined (refused)."
* insert Published
* $dataAbsentReason#not-performed "Not Performed"
* $dataAbsentReason#asked-declined "Asked But Declined"
