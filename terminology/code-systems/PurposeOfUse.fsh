CodeSystem: PurposeOfUse
Id: purpose-of-use
Title: "Purposes of Use (local codes)"
Description: "Purposes that v3-ActReason has no code for. The treatment, payment and operations purposes come from v3-ActReason."
* insert Published
* ^caseSensitive = true
* #cj-monitoring "Monitoring by the criminal justice system" "A person within the criminal justice system monitors the progress of somebody for whom treatment is a condition (42 CFR 2.35)."
* #legal-proceeding "Legal proceeding" "Use in a civil, criminal, administrative or legislative proceeding (42 CFR 2.31(d)). Never combined with another purpose."
* #audit-evaluation "Audit and evaluation" "Audit or evaluation of the program (42 CFR 2.53)."
* #prevent-multiple-enrollment "Prevention of multiple enrollment" "Report to a central registry or another program (42 CFR 2.34)."
* #pdmp-report "Report to a prescription drug monitoring program" "Report required by state law and permitted by the patient (42 CFR 2.36)."
* #child-abuse-report "Report of suspected child abuse or neglect" "Report that state law requires (42 CFR 2.12(c)(6))."
* #crime-on-premises "Crime on the premises" "Report of a crime on the program's premises or against its personnel, or of a threat of one (42 CFR 2.12(c)(5))."
* #public-health-deid "Public health, de-identified" "Records without what identifies patients, to a public health authority (42 CFR 2.54)."
