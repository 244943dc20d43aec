/**
 * Invariants that hold by what is there: `value.empty() or component.code...empty()` holds of an object without a component,
 * whatever the rest says. Told from the syntax tree, and only where nothing on the way to the answer could fail.
 */
import { choiceNames } from '../../fhirpath/nodes.ts'
import { functionOf, identifier, parse, type SyntaxNode } from '../../fhirpath/syntax.ts'
import type { Question } from './plan.ts'
import type { Known } from './properties.ts'

/** The variables of the code that say of a name in an expression: something is there, and it is plainly a value. */
export type Presence = {
  readonly names: readonly string[]
  readonly flag: string
  readonly sureFlag: string
}

/** Conditions of the code under which a part of an expression is certainly true, or false; and whether it cannot fail. */
type Verdict = { readonly whenTrue: string; readonly whenFalse: string; readonly isSafe: boolean }

const NEVER = 'false'
const UNKNOWN: Verdict = { whenTrue: NEVER, whenFalse: NEVER, isSafe: false }
/** Functions that make nothing of nothing. */
const OF_NOTHING = new Set([
  'where',
  'select',
  'first',
  'last',
  'tail',
  'ofType',
  'as',
  'resolve',
  'distinct',
])

/** The condition under which an invariant need not be asked, since it holds; undefined where presence never tells. */
export function holdsWhere(
  question: Question,
  known: readonly Known[],
): { readonly condition: string; readonly presences: readonly Presence[] } | undefined {
  if (question.kind !== 'holds') return undefined
  const presences = new Map<string, Presence>()
  const presenceOf = (root: string): Presence => {
    // As FHIRPath reads it, of which JSON may write several names: `count` is not `countMax`.
    const written = [root, ...choiceNames(root)]
    const names = known.map(({ name }) => name).filter((name) => written.includes(name))
    const fresh = { names, flag: ['has', ...names].join('_'), sureFlag: ['sure', ...names].join('_') }
    presences.set(root, fresh)
    return fresh
  }
  const { whenTrue } = verdictOf(parse(question.program.text), presenceOf)
  return whenTrue === NEVER ? undefined : { condition: whenTrue, presences: [...presences.values()] }
}

/** What a property must be for its presence to be certain. */
export function sureLine({ name, isList, item }: Known, { names, sureFlag }: Presence): string[] {
  if (!names.includes(name)) return []
  const value = isList ? 'value[0]' : 'value'
  const isValue =
    item.kind === 'primitive'
      ? `${value} !== undefined && ${value} !== '' && typeof ${value} !== 'object'`
      : `typeof ${value} === 'object' && ${value} !== null && !Array.isArray(${value})`
  return [`${sureFlag} = ${isList ? 'Array.isArray(value) && ' : ''}${isValue}`]
}

type PresenceOf = (root: string) => Presence

function verdictOf(node: SyntaxNode, presenceOf: PresenceOf): Verdict {
  const [first, second] = node.children ?? []
  if (first && !second) {
    const isAround = ['EntireExpression', 'TermExpression', 'ParenthesizedTerm'].includes(node.type)
    return isAround ? verdictOf(first, presenceOf) : UNKNOWN
  }
  if (!first || !second) return UNKNOWN
  if (node.type === 'InvocationExpression') return callVerdict(first, second, presenceOf)
  const [a, b] = [verdictOf(first, presenceOf), verdictOf(second, presenceOf)]
  if (node.type === 'OrExpression' && node.text === 'or') return either(a, b)
  if (node.type === 'AndExpression') return negated(either(negated(a), negated(b)))
  return node.type === 'ImpliesExpression' ? either(negated(a), b) : UNKNOWN
}

function negated({ whenTrue, whenFalse, isSafe }: Verdict): Verdict {
  return { whenTrue: whenFalse, whenFalse: whenTrue, isSafe }
}

/** The left is evaluated first: where it might fail, the right does not matter. */
function either(a: Verdict, b: Verdict): Verdict {
  return {
    whenTrue: a.isSafe && b.whenTrue !== NEVER ? `(${a.whenTrue} || ${b.whenTrue})` : a.whenTrue,
    whenFalse: a.whenFalse === NEVER || b.whenFalse === NEVER ? NEVER : `(${a.whenFalse} && ${b.whenFalse})`,
    isSafe: a.isSafe && b.isSafe,
  }
}

function callVerdict(input: SyntaxNode, call: SyntaxNode, presenceOf: PresenceOf): Verdict {
  if (call.type !== 'FunctionInvocation') return UNKNOWN
  const { name, parameters } = functionOf(call)
  if (name === 'not' && parameters.length === 0) return negated(verdictOf(input, presenceOf))
  if (name === 'empty' && parameters.length === 0) return negated(existence(input, true, presenceOf))
  return name === 'exists' ? existence(input, parameters.length === 0, presenceOf) : UNKNOWN
}

function existence(input: SyntaxNode, isAnything: boolean, presenceOf: PresenceOf): Verdict {
  const path = pathOf(input)
  if (!path) return UNKNOWN
  const { flag, sureFlag } = presenceOf(path.root)
  const isPlain = path.isPlain && isAnything
  return { whenTrue: isPlain && path.isRoot ? sureFlag : NEVER, whenFalse: `!${flag}`, isSafe: isPlain }
}

type Path = { readonly root: string; readonly isRoot: boolean; readonly isPlain: boolean }

/** The property at which a path begins; undefined where it begins elsewhere or may make something of nothing. */
function pathOf(node: SyntaxNode): Path | undefined {
  const [first, second] = node.children ?? []
  if (!first) return undefined
  if (node.type === 'TermExpression' || node.type === 'InvocationTerm') return pathOf(first)
  if (node.type === 'MemberInvocation') {
    const root = identifier(first.text ?? '')
    return /^(?!resourceType$)[a-z]/.test(root) ? { root, isRoot: true, isPlain: true } : undefined
  }
  const path = node.type === 'InvocationExpression' && second ? pathOf(first) : undefined
  if (!path || !second) return undefined
  if (second.type === 'MemberInvocation') return { ...path, isRoot: false }
  const isOfNothing = second.type === 'FunctionInvocation' && OF_NOTHING.has(functionOf(second).name)
  return isOfNothing ? { root: path.root, isRoot: false, isPlain: false } : undefined
}
