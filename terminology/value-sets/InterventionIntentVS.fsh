ValueSet: InterventionIntentVS
Id: intervention-intent
Title: "Intervention Intents"
Description: "An intervention is planned or ordered."
* insert Published
* $requestIntent#plan "Plan"
* $requestIntent#order "Order"
* $requestIntent#original-order "Original Order"
* $requestIntent#filler-order "Filler Order"
