Extension: ContactWishExtension
Id: contact-wish
Title: "How to Use It"
Description: "Whether a message may be left there, and what else to heed."
Context: ContactPoint
* insert Published
* extension contains
    mayLeaveMessage 0..1 and
    note 0..1
* extension[mayLeaveMessage].value[x] 1..1
* extension[mayLeaveMessage].value[x] only boolean
* extension[note].value[x] 1..1
* extension[note].value[x] only string
