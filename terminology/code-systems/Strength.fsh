CodeSystem: Strength
Id: strength
Title: "Strengths"
Description: "Skills, resources and recovery capital."
* insert Published
* ^caseSensitive = true
* #motivation "Motivation to change"
* #social-support "Supportive family or friends"
* #recovery-community "Recovery community"
* #stable-housing "Stable housing"
* #employment-history "Work history"
* #education "Education or training"
* #skill "Skill or talent"
* #coping "Coping skills"
* #spirituality "Faith or spirituality"
* #physical-health "Good physical health"
* #parenting "Care for children"
* #financial-resources "Financial resources"
* #insight "Insight"
* #past-recovery "Earlier time in recovery"
* #cultural-ties "Cultural ties"
* #other "Other"
