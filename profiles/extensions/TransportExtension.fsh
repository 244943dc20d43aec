Extension: TransportExtension
Id: transport
Title: "Transport"
Description: "Whether the client needs transport to the appointment, and what was arranged."
Context: Appointment
* insert Published
* extension contains
    needed 0..1 and
    arrangement 0..1
* extension[needed].value[x] 1..1
* extension[needed].value[x] only boolean
* extension[arrangement].value[x] 1..1
* extension[arrangement].value[x] only string
