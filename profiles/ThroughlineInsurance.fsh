Profile: ThroughlineInsurance
Parent: Coverage
Id: insurance
Title: "Insurance"
Description: "The client's insurance or other payer."
* insert Published
* insert SecurityLabels
* identifier MS
* status MS
* type 1..1 MS
* type from BenefitVS (extensible)
* subscriberId MS
* beneficiary only Reference(Patient)
* beneficiary MS
* relationship MS
* period MS
* payor MS
* class MS
