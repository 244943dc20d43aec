CodeSystem: DischargeReason
Id: discharge-reason
Title: "Discharge Reasons (TEDS)"
Description: "Why treatment ended, by the REASON item of the Treatment Episode Data Set for discharges."
* insert Published
* ^caseSensitive = true
* #1 "Treatment completed"
* #2 "Dropped out of treatment"
* #3 "Terminated by facility"
* #4 "Transferred to another treatment program or facility"
* #5 "Incarcerated"
* #6 "Death"
* #7 "Other"
