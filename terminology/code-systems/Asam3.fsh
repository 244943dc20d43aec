CodeSystem: Asam3
Id: asam-3
Title: "ASAM Levels of Care, Third Edition"
Description: "The levels of care of The ASAM Criteria, third edition: codes and names only."
* insert Published
* ^caseSensitive = true
* ^copyright = "Level numbers and names follow The ASAM Criteria, which is copyrighted by the American Society of Addiction Medicine. Only codes and names are given; the criteria themselves are not, and their use needs a licence from ASAM."
* #0.5 "Early Intervention"
* #1 "Outpatient Services"
* #2.1 "Intensive Outpatient Services"
* #2.5 "Partial Hospitalization Services"
* #3.1 "Clinically Managed Low-Intensity Residential Services"
* #3.3 "Clinically Managed Population-Specific High-Intensity Residential Services"
* #3.5 "Clinically Managed High-Intensity Residential Services"
* #3.7 "Medically Monitored Intensive Inpatient Services"
* #4 "Medically Managed Intensive Inpatient Services"
* #OTS "Opioid Treatment Services"
* #1-WM "Ambulatory Withdrawal Management without Extended On-Site Monitoring"
* #2-WM "Ambulatory Withdrawal Management with Extended On-Site Monitoring"
* #3.2-WM "Clinically Managed Residential Withdrawal Management"
* #3.7-WM "Medically Monitored Inpatient Withdrawal Management"
* #4-WM "Medically Managed Intensive Inpatient Withdrawal Management"
