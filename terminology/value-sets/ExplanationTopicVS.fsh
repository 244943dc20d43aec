ValueSet: ExplanationTopicVS
Id: explanation-topic
Title: "Topics of an Explanation"
Description: "All codes of Topics of an Explanation."
* insert Published
* include codes from system ExplanationTopic
