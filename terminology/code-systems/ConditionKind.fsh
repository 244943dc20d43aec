CodeSystem: ConditionKind
Id: condition-kind
Title: "Kinds of Condition"
Description: "What a Condition is in a case, besides a diagnosis."
* insert Published
* ^caseSensitive = true
* #need "Need"
* #barrier "Obstacle or barrier"
* #legal-matter "Legal matter"
