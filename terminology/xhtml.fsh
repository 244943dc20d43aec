// The namespace that FHIR narrative and printed reports are written in.
Alias: $xhtml = http://www.w3.org/1999/xhtml
