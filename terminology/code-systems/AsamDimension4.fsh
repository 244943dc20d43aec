CodeSystem: AsamDimension4
Id: asam-dimension-4
Title: "ASAM Dimensions, Fourth Edition"
Description: "The six dimensions of assessment of The ASAM Criteria, fourth edition: numbers and names only."
* insert Published
* ^caseSensitive = true
* ^copyright = "Level numbers and names follow The ASAM Criteria, which is copyrighted by the American Society of Addiction Medicine. Only codes and names are given; the criteria themselves are not, and their use needs a licence from ASAM."
* #1 "Intoxication, Withdrawal, and Addiction Medications"
* #2 "Biomedical Conditions"
* #3 "Psychiatric and Cognitive Conditions"
* #4 "Substance Use-Related Risks"
* #5 "Recovery Environment Interactions"
* #6 "Person-Centered Considerations"
