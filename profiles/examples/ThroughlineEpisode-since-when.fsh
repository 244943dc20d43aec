Instance: episode-since-when
InstanceOf: EpisodeOfCare
Usage: #example
Title: "Active since when?"
Description: "Breaks: tl-episode-start"
* meta.profile = "https://throughline.example/fhir/StructureDefinition/episode"
* status = #active
* type = $episodeOfCareType#da
* patient = Reference(patient-client)
* managingOrganization = Reference(cedar-bridge)
