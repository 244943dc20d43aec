CodeSystem: Redisclosure
Id: redisclosure
Title: "Redisclosure Classes"
Description: "What a recipient may do further with what it received, by what it is and how it got it (42 CFR 2.12(d), 2.33(b), 2.35(d))."
* insert Published
* ^caseSensitive = true
* #own-record "Own record"
* #hipaa-except-proceedings "As HIPAA permits, except in proceedings against the patient"
* #consistent-with-consent "Consistent with the consent"
* #contractors-only "To its contractors for payment and operations only"
* #cj-official-duty-only "For official duties in the same case only"
* #court-order-scope "As the order says, and no further"
* #audit-only "Back to the program, and for oversight of it only"
* #research-only "Back to whom it came from only"
* #enrollment-check-only "To prevent multiple enrollment only"
* #emergency-treatment-only "As treatment of the emergency needs"
* #no-redisclosure "Not at all"
