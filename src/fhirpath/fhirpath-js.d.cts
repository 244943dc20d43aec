import fhirpath = require('fhirpath')

declare function fhirpathJs(): typeof fhirpath

export = fhirpathJs
