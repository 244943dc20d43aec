/** Where our programs differ from fhirpath.js, on purpose; the differential tests fail on any other difference. */
import type { Difference } from './comparison.ts'

export const DIFFERENCES: readonly (Difference & { readonly why: string })[] = [
  {
    text: 'contained.where(active)',
    ours: '[]',
    theirs: '[{"resourceType":"Organization","id":"o","active":false}]',
    why: 'a criterion that is a node with the value false is false (FHIRPath 2.0 section 5.2.1); fhirpath.js takes it for true',
  },
  {
    text: 'contained.exists(active)',
    ours: '[false]',
    theirs: '[true]',
    why: 'the same criterion, in exists()',
  },
  {
    text: 'name.given.as(string)',
    ours: '["a","b"]',
    theirs: 'error',
    why: "as() filters a list, for R4's own search parameters apply it to lists (searchparameter-registry.html)",
  },
  {
    text: 'QuestionnaireResponse.questionnaire',
    ours: '[]',
    theirs: '[null]',
    why: 'a primitive that has extensions and no value yields no value; fhirpath.js yields null',
  },
]
