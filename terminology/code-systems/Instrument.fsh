CodeSystem: Instrument
Id: instrument
Title: "Instruments"
Description: "Standard instruments of assessment: names only."
* insert Published
* ^caseSensitive = true
* #asam-criteria "ASAM Criteria assessment"
* #asi "Addiction Severity Index"
* #audit-c "AUDIT-C"
* #audit "AUDIT"
* #dast-10 "DAST-10"
* #phq-9 "PHQ-9"
* #gad-7 "GAD-7"
* #prapare "PRAPARE"
* #moca "MoCA"
* #bam "Brief Addiction Monitor"
* #gpra "GPRA"
* #other "Other"
