/**
 * The probes where this engine does otherwise than HL7's (6.7.9), each with the reason: `specification` where R4's
 * specification says so, `loud` where HL7's engine is silent about a fault and this one tells it, `more` where HL7's engine has
 * not what the specification or its grammar has. Everything else must agree.
 */
export type Difference = { readonly kind: 'specification' | 'loud' | 'more'; readonly why: string }

const specification = (why: string): Difference => ({ kind: 'specification', why })
const loud = (why: string): Difference => ({ kind: 'loud', why })
const more = (why: string): Difference => ({ kind: 'more', why })

const share = specification(
  'share takes the nth item that another rule made, so one rule makes one item each time (map-target-list-mode)',
)
const grammar = more('mapping.g4 has it')
const unknownElement = loud('an element that the type does not have is a fault of the map')
const typesMatch = loud('copy is allowed only where the types match')
const cardinality = specification('the engine raises an error where the cardinality is not kept')
const permutation = specification('a rule with several sources applies for each combination')
const transform = more('the transform is in the table of transforms')

export const differences: Readonly<Record<string, Difference>> = {
  '011-target-list-collate': specification('collate uses the first item again (map-target-list-mode)'),
  '012-target-list-share': share,
  '016-default-expression-parens': grammar,
  '018-default-integer': specification('a default is a FHIRPath statement, usually a literal: `default 10`'),
  '026-deep-source-path': grammar,
  '027-deep-target-path': grammar,
  '028-deep-path-in-copy': grammar,
  '030-unknown-source-element': unknownElement,
  '033-then-group-and-block': grammar,
  '035-then-literal-argument': grammar,
  '048-cardinality-1-1-many': cardinality,
  '049-cardinality-1-1-none': cardinality,
  '065-translate-unmapped-provided': specification('unmapped.mode provided: the code stands as it is'),
  '069-translate-narrower-relationship': loud(
    'a code without a usable translation is reported (no-code), and the rest of the map goes on',
  ),
  '070-translate-uri-field': loud(
    'the outputs of translate are code, system, display, Coding and CodeableConcept',
  ),
  '078-unnamed-rule-on-context': specification('a rule name is usually inferred by the parser'),
  '085-transform-cast-integer': loud('an Identifier cannot be cast to an integer'),
  '087-transform-cast-implicit': specification('the type of cast may be left out where the target has one'),
  '094-transform-evaluate-dollar-this': specification('an expression in brackets has no context'),
  '096-transform-cc-three': transform,
  '097-transform-cc-text-only': transform,
  '099-transform-qty': transform,
  '100-transform-id': transform,
  '101-transform-cp': transform,
  '102-transform-escape': transform,
  '104-transform-pointer': transform,
  '109-two-sources': permutation,
  '110-two-sources-same-context': permutation,
  '114-target-variable-as-source': specification('a context is any named variable of the group'),
  '120-star-source': loud('an element is named; the specification knows no star'),
  '123-string-escapes': specification('these are the escapes of FHIRPath'),
  '124-backtick-identifier': specification('names may be written in backticks'),
  '125-old-map-keywords': grammar,
  '128-no-groups': loud('the grammar asks for a group; a map without one can only be imported'),
  '133-copy-aliases-the-source': specification('a copy is a copy: the source is not changed'),
  '136-import-not-found-not-needed': loud('an import that is not there is told'),
  '137-import-wildcard': specification('the URL of an import may contain a star'),
  '149-expression-unknown-percent': loud('a variable that is not there is told'),
  '156-target-assign-context': specification('it is an error if auto-created elements are primitive types'),
  '159-assign-boolean-from-text': typesMatch,
  '160-assign-date-from-text': typesMatch,
  '161-assign-complex-from-text': typesMatch,
  '162-assign-choice-from-text': typesMatch,
  '164-assign-choice-not-allowed': typesMatch,
  '167-assign-date-literal': more('a date keeps its last digit'),
  '169-assign-negative-literal': more('a negative number is a literal'),
  '170-assign-primitive-from-complex': typesMatch,
  '171-primitive-extension-copied': specification('a copied primitive keeps its extensions'),
  '172-primitive-extension-only': specification('a copied primitive keeps its extensions'),
  '180-source-variable-no-target-variable': loud(
    'the target would stay empty: taken as the simple form, which has no default group here',
  ),
  '182-uses-produced-queried': specification('queried and produced are modes of uses'),
  '185-nested-share-across-groups': share,
  '189-input-of-another-type': unknownElement,
  '192-trailing-comma-inputs': specification('inputs are a comma separated list'),
  '193-where-absent-element-falls-back-to-variable': specification(
    'an element of the context that is absent is empty; a variable of its name is written with %',
  ),
}
