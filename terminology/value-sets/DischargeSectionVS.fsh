ValueSet: DischargeSectionVS
Id: discharge-section
Title: "Sections of the Discharge Summary"
Description: "All codes of Sections of the Discharge Summary."
* insert Published
* include codes from system DischargeSection
