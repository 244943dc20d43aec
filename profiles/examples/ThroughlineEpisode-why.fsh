Instance: episode-why
InstanceOf: EpisodeOfCare
Usage: #example
Title: "Ended, but why?"
Description: "Breaks: tl-episode-end"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/episode"
* status = #finished
* type = $episodeOfCareType#da
* patient = Reference(patient-client)
* managingOrganization = Reference(cedar-bridge)
* period.start = "2025-03-02"
* period.end = "2025-09-02"
