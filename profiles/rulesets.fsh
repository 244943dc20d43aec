// One confidentiality code at most: the one that the gateway acts on must not be a matter of choice.
RuleSet: SecurityLabels
* meta.security ^slicing.discriminator.type = #value
* meta.security ^slicing.discriminator.path = "system"
* meta.security ^slicing.rules = #open
* meta.security ^slicing.description = "By the system of the label"
* meta.security contains
    confidentiality 0..1 MS and
    privacy 0..* MS and
    integrity 0..* MS
* meta.security[confidentiality].system 1..1
* meta.security[confidentiality].system = $v3Confidentiality
* meta.security[confidentiality].code 1..1
* meta.security[privacy].system 1..1
* meta.security[privacy].system = $v3ActCode
* meta.security[integrity].system 1..1
* meta.security[integrity].system = $v3ObservationValue

RuleSet: SliceByPattern(path, description)
* {path} ^slicing.discriminator.type = #pattern
* {path} ^slicing.discriminator.path = "$this"
* {path} ^slicing.rules = #open
* {path} ^slicing.description = {description}

RuleSet: SliceByChildPattern(path, child, description)
* {path} ^slicing.discriminator.type = #pattern
* {path} ^slicing.discriminator.path = {child}
* {path} ^slicing.rules = #open
* {path} ^slicing.description = {description}

RuleSet: SliceByChildValue(path, child, description)
* {path} ^slicing.discriminator.type = #value
* {path} ^slicing.discriminator.path = {child}
* {path} ^slicing.rules = #open
* {path} ^slicing.description = {description}
