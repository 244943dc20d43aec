CodeSystem: ReferralBusinessStatus
Id: referral-business-status
Title: "Referral Business Status (local codes)"
Description: "Where a referral stands, for the states that BSeR has no code for."
* insert Published
* ^caseSensitive = true
* #awaiting-consent "Awaiting the release" "The referral is drafted; the release that it needs is not signed yet."
* #received "Received" "The receiver has it and has not decided."
* #in-service "In service" "The person was admitted or the service has begun."
* #waitlisted "On a waiting list"
* #on-hold "On hold" "Paused, for example by the client's wish, a hospital stay or jail."
* #expired "Expired" "Nobody answered in time."
* #unreachable "Person could not be reached"
* #deceased "Person has died"
* #incarcerated "Person is incarcerated"
* #left-before-service "Person left before the service began"
* #consent-revoked "Release revoked" "The release that the referral stood on was revoked."
* #no-update "No update available" "Says nothing about what happened since the status shown."
