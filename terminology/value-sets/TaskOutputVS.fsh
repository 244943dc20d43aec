ValueSet: TaskOutputVS
Id: task-output
Title: "Referral Outputs"
Description: "All codes of Referral Outputs."
* insert Published
* include codes from system TaskOutput
