ValueSet: InstrumentVS
Id: instrument
Title: "Instruments"
Description: "All codes of Instruments."
* insert Published
* include codes from system Instrument
