CodeSystem: CommunicationsGround
Id: communications-ground
Title: "Grounds for Confidential Communications"
Description: "Why a court's order may reach what a patient said in confidence (42 CFR 2.63(a)). Without one of them it does not."
* insert Published
* ^caseSensitive = true
* #threat "Threat to life or of serious bodily injury" "42 CFR 2.63(a)(1)."
* #serious-crime "Investigation of an extremely serious crime" "42 CFR 2.63(a)(2)."
* #patient-testimony "The patient has offered testimony on it" "42 CFR 2.63(a)(3)."
