CodeSystem: Recall
Id: recall
Title: "Recall of a Record"
Description: "What is said between a custodian whose record was entered in error and those who have received it."
* insert Published
* ^caseSensitive = true
* #recall "Recall" "The record was entered in error: whoever has it is asked what he did about it."
* #reinstatement "Reinstatement" "The record is in use again: the recall is lifted."
* #record "Record" "The record, as its custodian calls it."
* #record-status "Status of the record"
* #seen-as "Seen as" "Under which version, or in which packet, the receiver has seen the record."
* #received "Received" "The receiver is looking into it."
* #removed "Removed" "The receiver no longer has the record."
* #corrected "Corrected" "The receiver has marked the record, and what he made of it, as entered in error."
* #not-found "Not found" "The receiver never kept the record, or has it no more."
* #kept "Kept" "The receiver goes on keeping the record as it was."
* #retention "Must be retained" "A law or an order forbids the receiver to change it."
* #relied-upon "Relied upon" "A decision was made on it, which it documents."
* #disputed "Disputed" "The receiver does not take the record for mistaken."
* #no-deletion "Cannot be changed" "The receiver's system cannot change what it has received."
