Instance: discharge-summary-completed
InstanceOf: ThroughlineDischargeSummary
Usage: #example
Title: "Treatment completed"
* meta.security[0] = $v3Confidentiality#R
* meta.security[1] = $v3ActCode#42CFRPart2
* meta.security[2] = $v3ActCode#SUD
* identifier.system = "https://cedar-bridge.example/records"
* identifier.value = "DI-1"
* status = #final
* type = $loinc#18842-5
* subject = Reference(patient-client)
* date = "2026-11-20"
* author = Reference(nell-sample)
* title = "Discharge summary"
* event.code = DischargeReason#1
* event.detail = Reference(episode-finished)
* section[0].title = "Summary"
* section[0].code = DischargeSection#summary
* section[0].text.status = #generated
* section[0].text.div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>From withdrawal unit to outpatient treatment in nine months.</p></div>"
* section[1].title = "Goals"
* section[1].code = DischargeSection#goals
* section[1].section.code = $goalAchievement#achieved
* section[1].section.entry = Reference(goal-housing)
