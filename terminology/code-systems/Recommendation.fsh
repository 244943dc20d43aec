CodeSystem: Recommendation
Id: recommendation
Title: "Recommendations"
Description: "What the team recommends to the court."
* insert Published
* ^caseSensitive = true
* #continue "Continue"
* #service-adjustment "Service adjustment"
* #phase-advance "Phase advance"
* #discharge-readiness "Ready for discharge"
