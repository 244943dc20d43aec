/**
 * fhirpath.js, loaded when the first expression needs it: most processes never have one, and it takes 20 MB and a tenth of
 * a second. CommonJS, since what asks for it cannot wait.
 */
let loaded

module.exports = () => (loaded ??= require('fhirpath'))
