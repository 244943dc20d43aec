ValueSet: ReferralTaskStatusVS
Id: referral-task-status
Title: "Referral Task Status"
Description: "The task statuses that a referral goes through. A task that is ready belongs to no referral."
* insert Published
* $taskStatus#draft "Draft"
* $taskStatus#requested "Requested"
* $taskStatus#received "Received"
* $taskStatus#accepted "Accepted"
* $taskStatus#rejected "Rejected"
* $taskStatus#cancelled "Cancelled"
* $taskStatus#in-progress "In Progress"
* $taskStatus#on-hold "On Hold"
* $taskStatus#failed "Failed"
* $taskStatus#completed "Completed"
* $taskStatus#entered-in-error "Entered in Error"
