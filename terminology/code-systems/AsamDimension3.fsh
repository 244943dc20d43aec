CodeSystem: AsamDimension3
Id: asam-dimension-3
Title: "ASAM Dimensions, Third Edition"
Description: "The six dimensions of assessment of The ASAM Criteria, third edition: numbers and names only."
* insert Published
* ^caseSensitive = true
* ^copyright = "Level numbers and names follow The ASAM Criteria, which is copyrighted by the American Society of Addiction Medicine. Only codes and names are given; the criteria themselves are not, and their use needs a licence from ASAM."
* #1 "Acute Intoxication and/or Withdrawal Potential"
* #2 "Biomedical Conditions and Complications"
* #3 "Emotional, Behavioral, or Cognitive Conditions"
* #4 "Readiness to Change"
* #5 "Relapse, Continued Use, or Continued Problem Potential"
* #6 "Recovery/Living Environment"
