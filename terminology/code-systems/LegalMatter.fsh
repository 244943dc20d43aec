CodeSystem: LegalMatter
Id: legal-matter
Title: "Legal Matters"
Description: "Kinds of legal matter in a case."
* insert Published
* ^caseSensitive = true
* #pending-charge "Pending charge"
* #conviction "Conviction"
* #probation "Probation"
* #parole "Parole"
* #pretrial-release "Pretrial release"
* #diversion "Diversion or deferred prosecution"
* #treatment-court "Treatment court program"
* #warrant "Warrant"
* #child-welfare "Child welfare case"
* #protective-order "Protective order"
* #civil "Civil matter"
