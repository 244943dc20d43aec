ValueSet: DischargeReasonVS
Id: discharge-reason
Title: "Discharge Reasons (TEDS)"
Description: "All codes of Discharge Reasons (TEDS)."
* insert Published
* include codes from system DischargeReason
