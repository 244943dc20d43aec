CodeSystem: PriorityPopulation
Id: priority-population
Title: "Priority Populations"
Description: "Groups that federal law admits first (45 CFR 96.126, 96.131)."
* insert Published
* ^caseSensitive = true
* #pregnant-injecting "Pregnant and injecting drugs"
* #pregnant "Pregnant"
* #injecting "Injecting drugs"
