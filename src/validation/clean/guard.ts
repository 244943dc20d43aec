/**
 * Invariants that need not be asked: one that reads nothing but properties which an object does not have says of it what it
 * says of an object that has none. Told from the syntax tree of the expression; what is not plain may read everything.
 */
import type { Program } from '../../fhirpath/fhirpath.ts'
import { functionOf, identifier, parse, type SyntaxNode } from '../../fhirpath/syntax.ts'
import type { Question } from './plan.ts'
import type { Known } from './properties.ts'

/** Terms and operators, which read what their parts read. */
const TRANSPARENT = new Set(
  ['Entire', 'Term', 'Indexer', 'Multiplicative', 'Additive', 'Union', 'Inequality', 'Equality', 'Membership']
    .concat(['And', 'Or', 'Implies', 'Polarity'])
    .map((name) => `${name}Expression`)
    .concat('ParenthesizedTerm'),
)
/** Dates are left to the expression itself. */
const CONSTANTS = new Set(
  ['String', 'Number', 'LongNumber', 'Boolean', 'Quantity'].map((name) => `${name}Literal`),
)
/** An object may show its type by more than its properties. */
const OF_TYPE = new Set(['is', 'as', 'ofType'])

/** The names of the properties that an expression reads of the object it is asked of; undefined where it may read more. */
export function namesRead(text: string): ReadonlySet<string> | undefined {
  const names = new Set<string>()
  return addNames(parse(text), names) ? names : undefined
}

/** Whether all that a part of an expression reads is now among the names; false for whatever is not plain. */
function addNames(node: SyntaxNode, names: Set<string>): boolean {
  const children = node.children ?? []
  const [first, second] = children
  if (node.type === 'LiteralTerm') return isConstant(first)
  if (node.type === 'InvocationTerm') return first?.type === 'MemberInvocation' && addName(first, names)
  if (node.type === 'InvocationExpression')
    return first !== undefined && second !== undefined && addNames(first, names) && addStep(second, names)
  return TRANSPARENT.has(node.type) && children.length > 0 && children.every((each) => addNames(each, names))
}

/** `{}` has no text of its own. */
function isConstant(literal: SyntaxNode | undefined): boolean {
  return literal !== undefined && (CONSTANTS.has(literal.type) || literal.type === 'NullLiteral')
}

/** A type by its name is a test of the object. */
function addName(member: SyntaxNode, names: Set<string>): boolean {
  const name = identifier(member.children?.[0]?.text ?? '')
  if (!/^[a-z]\w*$/.test(name) || name === 'resourceType') return false
  names.add(name)
  return true
}

/** A step further reads nothing of the object itself, but its arguments may. */
function addStep(step: SyntaxNode, names: Set<string>): boolean {
  if (step.type === 'MemberInvocation') return true
  if (step.type !== 'FunctionInvocation') return false
  const { name, parameters } = functionOf(step)
  return !OF_TYPE.has(name) && parameters.every((each) => addNames(each, names))
}

/** The properties that an invariant reads, and what it says of an object that has none of them. */
export type Guard = {
  /** The variable of the code that says whether one is there. */
  readonly flag: string
  readonly names: readonly string[]
  readonly otherwise: boolean
}

export function guardOf(question: Question, known: readonly Known[]): Guard | undefined {
  if (question.kind !== 'holds') return undefined
  const read = namesRead(question.program.text)
  const otherwise = read && holdsOfNothing(question.program)
  if (!read || otherwise === undefined) return undefined
  const names = known
    .map(({ name }) => name)
    .filter((name) => [...read].some((each) => isWrittenAs(each, name)))
  return { flag: ['reads', ...names].join('_'), names, otherwise }
}

/** A condition that is asked only where an object has what it reads. */
export function guarded(guard: Guard | undefined, condition: string): string {
  if (!guard) return condition
  return guard.otherwise ? `${guard.flag} && ${condition}` : `!${guard.flag} || ${condition}`
}

/** Whether JSON may write the property of an expression by this name: `value` as `valueQuantity`. */
function isWrittenAs(read: string, name: string): boolean {
  return name === read || (name.startsWith(read) && /^[A-Z]/.test(name.slice(read.length)))
}

/** What an invariant says of an object that has nothing; undefined where it cannot be evaluated. */
function holdsOfNothing(program: Program): boolean | undefined {
  try {
    return program.holds({}, {})
  } catch {
    // It is asked of each object then.
    return undefined
  }
}
