ValueSet: CommunicationsGroundVS
Id: communications-ground
Title: "Grounds for Confidential Communications"
Description: "Grounds on which an order may reach confidential communications."
* insert Published
* include codes from system CommunicationsGround
