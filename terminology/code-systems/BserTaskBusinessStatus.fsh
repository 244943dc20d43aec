// A stub of a code system that HL7 owns: BSeR 2.0.0-ballot. Its codes are stated here so that they can be checked.
CodeSystem: BserTaskBusinessStatus
Id: bser-task-business-status
Title: "BSeR Task Business Status (stub)"
Description: "The business status codes of HL7's Bidirectional Services eReferral (BSeR) guide, 2.0.0-ballot. Defined and owned by HL7 International; repeated here so that codes can be checked offline."
* insert Published
* ^url = $bserTaskBusinessStatus
* ^version = "2.0.0-ballot"
* ^caseSensitive = true
* ^content = #fragment
* ^copyright = "Owned by HL7 International, published under CC0."
* #2.0 "Service Request Created"
* #3.0 "Service Request Accepted"
* #4.0 "Service Request Declined"
* #5.1.1 "Service Request Event Scheduled"
* #5.1.2 "Scheduled Service Request Event Unattended"
* #5.1.3 "Scheduled Service Request Event Cancelled"
* #5.1.4 "Service Request Event Completed"
* #5.2 "Service Request Cancellation Requested"
* #6.0 "Service Request Fulfillment Cancelled"
* #7.0 "Service Request Fulfillment Completed"
