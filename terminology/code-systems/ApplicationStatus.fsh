CodeSystem: ApplicationStatus
Id: application-status
Title: "Application Status"
Description: "Where an application for a benefit stands."
* insert Published
* ^caseSensitive = true
* #planned "Planned"
* #preparing "Being prepared"
* #submitted "Submitted"
* #more-requested "More information requested"
* #approved "Approved"
* #denied "Denied"
* #appealed "Appealed"
* #ended "Ended"
