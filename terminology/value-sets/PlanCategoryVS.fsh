ValueSet: PlanCategoryVS
Id: plan-category
Title: "Kinds of Plan of Care"
Description: "Plans that are made with the client. A court mandate is not among them."
* insert Published
* PlanCategory#service-plan
* PlanCategory#aftercare-plan
* PlanCategory#recovery-plan
* PlanCategory#crisis-plan
