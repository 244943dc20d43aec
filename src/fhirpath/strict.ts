/**
 * Whether an expression asks for what R4's types have (FHIRPath 2.0 section 10.1, strict mode): names that no type before
 * them has, and the order of children, which JSON does not have, are refused. What has no type here is not judged.
 */
import { childOf, isDerived, isKnownType } from './generator/types.ts'
import { FhirpathError } from './program.ts'
import { functionOf, identifier, type SyntaxNode } from './syntax.ts'

/** The types that items may have; undefined where they are not known. */
type Types = readonly string[] | undefined
type Place = { readonly input: Types; readonly focus: Types; readonly root: Types }

/** Throws FhirpathError (`fhirpath-unsupported`) where an expression on nodes of a type asks for what is not there. */
export function checkNames(tree: SyntaxNode, base: string | undefined): void {
  const root = base === undefined ? undefined : [base]
  typesOf(tree, { input: root, focus: root, root })
}

function typesOf(node: SyntaxNode, place: Place): Types {
  const [first, second] = node.children ?? []
  switch (node.type) {
    case 'EntireExpression':
    case 'TermExpression':
    case 'InvocationTerm':
    case 'ParenthesizedTerm':
      return first && typesOf(first, place)
    case 'InvocationExpression':
      if (!first || !second) return undefined
      refuseOrder(second, first)
      return typesOf(second, { ...place, input: typesOf(first, place) })
    case 'MemberInvocation':
      return memberTypes(node, place.input)
    case 'FunctionInvocation':
      return resultTypes(node, place)
    case 'ThisInvocation':
      return place.focus
    case 'ExternalConstantTerm':
      return node.text === 'context' ? place.root : undefined
    default:
      return operatorTypes(node, { ...place, input: place.focus })
  }
}

function operatorTypes(node: SyntaxNode, place: Place): Types {
  const [first, second] = node.children ?? []
  const left = first && typesOf(first, place)
  if (node.type === 'TypeExpression') return node.text === 'as' ? castTypes(second?.text) : undefined
  const right = second && typesOf(second, place)
  if (node.type === 'IndexerExpression') return left
  return node.text === '|' && left && right ? [...left, ...right] : undefined
}

function memberTypes(node: SyntaxNode, input: Types): Types {
  const name = identifier(node.children?.[0]?.text ?? '')
  if (node.atRoot === 1 && isKnownType(name) && /^[A-Z]/.test(name)) {
    const isPossible = !input || input.some((type) => isDerived(type, name) || isDerived(name, type))
    if (!isPossible) throw refused(node, `the node is no ${name}`)
    return [name]
  }
  if (!input || input.some(isOpen)) return undefined
  const children = input.flatMap((type) => (isOfChoice(type, name) ? [] : (childOf(type, name) ?? [])))
  if (children.length === 0) throw refused(node, `${input.join(' or ')} has no element ${name}`)
  return children.flatMap((child) => (child.kind === 'one' ? child.type : child.types.map(named)))
}

/** Whether a name is how JSON writes a choice with its type: `valueQuantity`, which FHIRPath calls `value`. */
function isOfChoice(type: string, name: string): boolean {
  return [...name.matchAll(/[A-Z]/g)].some(({ index }) => {
    const child = childOf(type, name.slice(0, index))
    return child?.kind === 'choice' && child.types.includes(name.slice(index))
  })
}

/** Whether what stands there may be of types that have more elements. */
function isOpen(type: string): boolean {
  return type === 'Resource' || type === 'DomainResource' || !(isKnownType(type) || type.includes('.'))
}

/** The name of a type, which stands in the name of a choice with a capital. */
function named(type: string): string {
  return isKnownType(type) ? type : type.charAt(0).toLowerCase() + type.slice(1)
}

const SAME = new Set(
  'where first last tail skip take trace distinct intersect exclude single sort'.split(' '),
)
/** Functions whose arguments are asked of each item. */
const OF_EACH = new Set('where exists all select repeat iif trace aggregate sort'.split(' '))

function resultTypes(node: SyntaxNode, place: Place): Types {
  const { name, parameters } = functionOf(node)
  if (name === 'as' || name === 'ofType') return castTypes(parameters[0]?.text)
  if (name === 'is') return undefined
  const inner = OF_EACH.has(name) ? { ...place, focus: place.input } : { ...place, input: place.focus }
  const found = parameters.map((parameter) => typesOf(parameter, inner))
  if (name === 'select') return found[0]
  if (name === 'extension') return ['Extension']
  return SAME.has(name) ? place.input : undefined
}

function castTypes(text: string | undefined): Types {
  const type = /^(?:FHIR\.)?`?(\w+)`?$/.exec(text ?? '')?.[1]
  return type !== undefined && isKnownType(type) ? [type] : undefined
}

const OF_ORDER = new Set(['first', 'last', 'tail', 'skip', 'take'])

function refuseOrder(asked: SyntaxNode, of: SyntaxNode): void {
  const last = lastStep(of)
  if (asked.type !== 'FunctionInvocation' || !OF_ORDER.has(functionOf(asked).name)) return
  if (last.type !== 'FunctionInvocation') return
  const { name } = functionOf(last)
  if (name === 'children' || name === 'descendants') throw refused(asked, `${name}() has no order`)
}

function lastStep(node: SyntaxNode): SyntaxNode {
  const last = node.children?.at(-1)
  const isPath = ['InvocationExpression', 'TermExpression', 'InvocationTerm'].includes(node.type)
  return isPath && last ? lastStep(last) : node
}

function refused({ start }: SyntaxNode, reason: string): FhirpathError {
  const place = start ? `Line ${String(start.line)}, column ${String(start.column)}: ` : ''
  const where = start && { line: start.line, column: start.column }
  return new FhirpathError('fhirpath-unsupported', `${place}${reason}.`, where)
}
