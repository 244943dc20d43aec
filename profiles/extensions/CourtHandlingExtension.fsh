Extension: CourtHandlingExtension
Id: court-handling
Title: "Handling by the Court"
Description: "Which court handles a legal matter, in which program, and who stands for the client and supervises there."
Context: Condition
* insert Published
* extension contains
    court 0..1 and
    inCourtProgram 0..1 and
    program 0..1 and
    attorney 0..1 and
    supervisor 0..1 and
    until 0..1
* extension[court].value[x] 1..1
* extension[court].value[x] only Reference(Organization or Practitioner or PractitionerRole)
* extension[inCourtProgram].value[x] 1..1
* extension[inCourtProgram].value[x] only boolean
* extension[program].value[x] 1..1
* extension[program].value[x] only string
* extension[attorney].value[x] 1..1
* extension[attorney].value[x] only Reference(RelatedPerson)
* extension[supervisor].value[x] 1..1
* extension[supervisor].value[x] only Reference(RelatedPerson)
* extension[until].value[x] 1..1
* extension[until].value[x] only date
