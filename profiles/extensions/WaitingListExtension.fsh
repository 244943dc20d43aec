Extension: WaitingListExtension
Id: waiting-list
Title: "Place on the Waiting List"
Description: "Position on the waiting list and the date that is expected."
Context: Task
* insert Published
* extension contains
    position 0..1 and
    expected 0..1 and
    interimServices 0..1
* extension[position].value[x] 1..1
* extension[position].value[x] only positiveInt
* extension[expected].value[x] 1..1
* extension[expected].value[x] only date
* extension[interimServices].value[x] 1..1
* extension[interimServices].value[x] only boolean
