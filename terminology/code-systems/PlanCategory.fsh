CodeSystem: PlanCategory
Id: plan-category
Title: "Plan Categories"
Description: "Kinds of plan."
* insert Published
* ^caseSensitive = true
* #service-plan "Individual service plan"
* #aftercare-plan "Aftercare plan"
* #recovery-plan "Recovery plan"
* #crisis-plan "Crisis plan"
* #court-mandate "Court mandate" "What a court ordered: not a plan of care, and no authority to disclose."
