CodeSystem: PayloadRole
Id: payload-role
Title: "Parts of a Conversation"
Description: "What one payload of a Communication is."
* insert Published
* ^caseSensitive = true
* #statement "Statement or explanation"
* #question "Question"
* #answer "Answer"
* #advice "Advice"
* #effect-on-plan "Effect on the plan"
* #client-response "Response of the client"
* #next-step "Next step"
* #outcome "Outcome"
