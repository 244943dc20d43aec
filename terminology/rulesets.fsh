// What every published definition says of itself.
RuleSet: Published
* ^status = #active
* ^experimental = false
* ^publisher = "Throughline"
* ^jurisdiction = urn:iso:std:iso:3166#US "United States of America"
