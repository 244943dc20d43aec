Extension: TeamLeadExtension
Id: team-lead
Title: "Lead of the Team"
Description: "That this member leads the team."
Context: CareTeam.participant
* insert Published
* value[x] 1..1
* value[x] only boolean
