Extension: ReminderExtension
Id: reminder
Title: "Reminder"
Description: "That the client was reminded of the appointment, how, and whether the client answered."
Context: Appointment
* insert Published
* extension contains
    at 1..1 and
    channel 1..1 and
    answered 0..1
* extension[at].value[x] 1..1
* extension[at].value[x] only dateTime
* extension[channel].value[x] 1..1
* extension[channel].value[x] only CodeableConcept
* extension[answered].value[x] 1..1
* extension[answered].value[x] only boolean
* extension[channel].valueCodeableConcept from EngagementChannelVS (extensible)
