/** Findings that one fault brings with it besides its own, by the kind of the fault: declared, each with its reason. */
import type { Expected } from './mutant.ts'

/** Where the other finding stands: at the fault's element, at one that has it, below it, or elsewhere in the resource. */
type Where = 'here' | 'above' | 'below' | 'beside'
type Follower = readonly [kind: RegExp, rule: RegExp, where: readonly Where[], why: string]

/** Rules that ask an element for something that it has: they ask in vain where that is lost or cannot be read. */
const ASKS =
  /^(?:cardinality-min|slice-min|slice-closed|pattern|fixed|binding-\w+|(?!ele-1$)[a-z][a-z-]*-\d+[a-z]?|tl-[a-z-]+)$/
const FORM = /^(?:type|null|list-empty|list-expected|list-unexpected)(?: |$)/

// oxfmt-ignore
const FOLLOWERS: readonly Follower[] = [
  [FORM, ASKS, ['above'], 'what cannot be read is not there for those that ask for it'],
  [/^(?:ele-1|list|null)/, /^bundle-full-url$/, ['beside'], 'a resource without id is not the one that its fullUrl names'],
  [/^list-empty/, /^(?:null|ele-1)$/, ['below'], 'ids and extensions beside values that are gone'],
  [/^ele-1/, ASKS, ['above', 'here'], 'an object without elements has none that anybody asks for'],
  [/^ele-1/, /^(?:cardinality-min|slice-min)$/, ['below'], 'an object without elements has none that are required'],
  [/^primitive|^binding-required code/, ASKS, ['above', 'here'], 'a value that is none is not what others ask for'],
  [/^primitive/, /^(?:coding-system|attachment-\w+|bundle-full-url|profile-unknown|identifier-uri|reference-type|reference-form|ref-1|dom-3|questionnaire-item)$/, ['here', 'above', 'beside'], 'a value that is none is not what others read'],
  [/^extension by/, /^(?:ext-1|cardinality-min)$/, ['above', 'here'], 'an extension without a value of its type has none'],
  [/^ref|^fixed/, /^dom-3$/, ['beside'], 'a contained resource that is no more referred to'],
  [/^questionnaire-nesting/, /^qrs-1$/, ['here'], 'R4 says it of items and answers as an invariant too'],
  [/^txt-1|^invariants of data/, /^txt-[12]$/, ['here'], 'R4 asks htmlChecks() twice'],
  [/^invariants/, /^dom-3$/, ['beside'], 'a contained resource that is not where it could be referred to'],
  [/^bundle-document/, /^bundle-orphan$/, ['beside'], 'what is no longer referred to is an orphan'],
  [/^bundle-apparent/, /^bundle-message$/, ['below'], 'what is not referred to by its fullUrl is not carried'],
  [/^bundle-searchset/, /^bundle-full-url$/, ['beside'], 'a resource without id is not the one that its fullUrl names'],
  [/^reference-form/, /^dom-3$/, ['beside'], 'a contained resource that is no more referred to'],
  [/^questionnaire-reference/, /^reference-form$/, ['here'], 'what is no URL is none for Reference either'],
  [/^narrative-namespace/, /^txt-[12]$/, ['here'], 'what has another namespace is no XHTML'],
  [/^coding-system/, ASKS, ['above'], 'a code of another system is not the one that is asked for'],
  [/^list-empty/, /^(?:cardinality-min|slice-min)$/, ['here'], 'an empty list has no item that is required'],
  [/^cardinality-min|^choice/, ASKS, ['above'], 'what is missing is missing for those that ask for it'],
  [/^cardinality-min/, /^ele-1$/, ['above'], 'an element that loses the only thing it has is empty'],
  [/^(?:cardinality-min|list|null|type|ele-1)/, /^questionnaire-item$/, ['beside'], 'a question without linkId enables no other'],
  [/^(?:cardinality-min|list|null|type|ele-1)/, /^(?:ref-1|dom-3)$/, ['beside'], 'what is not contained, or has no id, cannot be referred to'],
  [/^choice-type/, /^(?:cardinality-min|slice-min)$/, ['here'], 'a value of another type is not there as one that is required'],
  [/^unknown-element/, ASKS, ['above'], 'rules read what stands beside a name, as beside a primitive'],
  [/^choice-multiple/, ASKS, ['below'], 'a value of another type is not what a profile asks for'],
  [/^choice-multiple/, /^choice-type$/, ['here'], 'a profile or an extension has not both types'],
  [/^cardinality-max/, /^binding-/, ['below'], 'a copy has what its original has'],
  [/^choice-multiple/, /^cardinality-max$/, ['here'], 'two of a choice are one more than may be'],
]

/** Whether a finding follows from a fault that is expected. */
export function follows(
  kind: string,
  finding: Pick<Expected, 'rule' | 'expression'>,
  fault: Expected,
): boolean {
  return FOLLOWERS.some(
    ([ofKind, rule, places]) =>
      ofKind.test(kind) &&
      rule.test(finding.rule) &&
      places.some((where) => stands(finding.expression, where, fault.expression)),
  )
}

function stands(expression: string, where: Where, fault: string): boolean {
  switch (where) {
    case 'here':
      return expression === fault
    case 'above':
      return isBelow(fault, expression) || expression === fault.replace(/\[\d+\]$/, '')
    case 'below':
      return isBelow(expression, fault)
    case 'beside':
      return true
    default:
      return where satisfies never
  }
}

function isBelow(expression: string, host: string): boolean {
  return expression.startsWith(`${host}.`) || expression.startsWith(`${host}[`)
}
