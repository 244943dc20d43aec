ValueSet: PriorityPopulationVS
Id: priority-population
Title: "Priority Populations"
Description: "All codes of Priority Populations."
* insert Published
* include codes from system PriorityPopulation
