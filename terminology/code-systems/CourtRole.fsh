CodeSystem: CourtRole
Id: court-role
Title: "Court Roles"
Description: "Roles of persons within the criminal justice system and of counsel."
* insert Published
* ^caseSensitive = true
* #judge "Judge"
* #court-coordinator "Treatment court coordinator"
* #prosecutor "Prosecutor"
* #defense-counsel "Defense counsel"
* #probation-officer "Probation officer"
* #parole-officer "Parole officer"
* #pretrial-officer "Pretrial services officer"
* #case-manager "Court case manager"
* #peer-recovery-specialist "Peer recovery specialist of the court team"
* #law-enforcement-liaison "Law enforcement liaison"
* #treatment-liaison "Treatment liaison"
