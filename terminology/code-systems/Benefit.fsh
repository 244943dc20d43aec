CodeSystem: Benefit
Id: benefit
Title: "Benefits"
Description: "Benefits, insurance and financial aid."
* insert Published
* ^caseSensitive = true
* #medicaid "Medicaid"
* #medicare "Medicare"
* #private-insurance "Private insurance"
* #snap "Supplemental Nutrition Assistance Program"
* #tanf "Temporary Assistance for Needy Families"
* #ssi "Supplemental Security Income"
* #ssdi "Social Security Disability Insurance"
* #general-assistance "General assistance"
* #housing-voucher "Housing voucher"
* #unemployment "Unemployment insurance"
* #veterans "Veterans benefits"
* #student-aid "Student financial aid"
* #drug-assistance "Drug assistance program"
* #self-pay "Self-pay"
* #other "Other"
