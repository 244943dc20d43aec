ValueSet: EngagementChannelVS
Id: engagement-channel
Title: "Engagement Channels"
Description: "All codes of Engagement Channels."
* insert Published
* include codes from system EngagementChannel
