ValueSet: ReferralBusinessStatusVS
Id: referral-business-status
Title: "Referral Business Status"
Description: "Where a referral stands: the codes of BSeR, and local ones for the rest."
* insert Published
* $bserTaskBusinessStatus#2.0 "Service Request Created"
* $bserTaskBusinessStatus#3.0 "Service Request Accepted"
* $bserTaskBusinessStatus#4.0 "Service Request Declined"
* $bserTaskBusinessStatus#5.1.1 "Service Request Event Scheduled"
* $bserTaskBusinessStatus#5.1.2 "Scheduled Service Request Event Unattended"
* $bserTaskBusinessStatus#5.1.3 "Scheduled Service Request Event Cancelled"
* $bserTaskBusinessStatus#5.1.4 "Service Request Event Completed"
* $bserTaskBusinessStatus#5.2 "Service Request Cancellation Requested"
* $bserTaskBusinessStatus#6.0 "Service Request Fulfillment Cancelled"
* $bserTaskBusinessStatus#7.0 "Service Request Fulfillment Completed"
* include codes from system ReferralBusinessStatus
