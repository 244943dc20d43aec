Profile: ThroughlineAppointment
Parent: Appointment
Id: appointment
Title: "Appointment or Obligation"
Description: "What the client is to attend, and whether it was kept. Not kept without excuse is noshow; excused is cancelled, with the reason."
* insert Published
* insert SecurityLabels
* obeys tl-appointment-reason
* extension contains
    TransportExtension named transport 0..1 MS and
    ReminderExtension named reminder 0..* MS and
    ReportDueExtension named reportDue 0..1 MS
* identifier MS
* status MS
* cancelationReason MS
* cancelationReason from AttendanceReasonVS (extensible)
* serviceType 1..* MS
* serviceType from ServiceTypeVS (extensible)
* reasonCode MS
* reasonReference MS
* description MS
* start MS
* end MS
* basedOn MS
* supportingInformation MS
* participant MS

Invariant: tl-appointment-reason
Description: "An appointment that was cancelled says why, since it counts as excused."
Expression: "status = 'cancelled' implies cancelationReason.exists()"
Severity: #error
