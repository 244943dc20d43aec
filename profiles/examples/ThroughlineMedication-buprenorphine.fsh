Instance: medication-buprenorphine
InstanceOf: ThroughlineMedication
Usage: #example
Title: "Medication for opioid use disorder"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "ME-1"
* basedOn = Reference(prescription-buprenorphine)
* status = #active
* statusReason = Adherence#as-prescribed
* category = MedicationUse#sud
* medicationCodeableConcept.text = "Buprenorphine 8 mg / naloxone 2 mg"
* subject = Reference(patient-client)
* effectivePeriod.start = "2026-02-24"
* dateAsserted = "2026-11-10"
* reasonReference = Reference(diagnosis-opioid)
* dosage.text = "2 films a day"
