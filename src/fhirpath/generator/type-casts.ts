/** Writes `as`, `ofType` and `is`: of a choice by its JSON name, of nodes whose type is known by it, of resources by theirs. */
import { choiceNames, typesBelow } from '../nodes.ts'
import { functionOf, identifier, type SyntaxNode } from '../syntax.ts'
import { cast, leaveIfThere, onObject, property } from './properties.ts'
import {
  argument,
  countOf,
  hasItem,
  itemsOf,
  LEAVE,
  single,
  type Item,
  type Scope,
  type Source,
  type Truth,
} from './scope.ts'
import { childOf, isKnownType, passes } from './types.ts'
import { constant, fresh, UNCOVERED, write } from './writer.ts'

type Body = (item: Item) => void

const TYPE = /^(?:FHIR\.)?`?([A-Za-z]+[0-9]*)`?$/

/** FHIRPath's own types, of which no node is. */
const SYSTEM_TYPES: ReadonlySet<string> = new Set(
  'Boolean String Integer Long Decimal Date DateTime Time'.split(' '),
)

/** What is cast: an expression, or the items before a function that stands at the start of one. */
type Cast = {
  readonly kind: string
  readonly type: string
  readonly of: SyntaxNode | undefined
  readonly from: Source
}

function castOf(node: SyntaxNode, input: Source, scope: Scope): Cast {
  const [first, second] = node.children ?? []
  if (node.type === 'FunctionInvocation') return { ...wantedOf(node), of: undefined, from: input }
  if (!first || !second) throw UNCOVERED
  if (node.type === 'InvocationExpression')
    return { ...wantedOf(second), of: first, from: itemsOf(first, input, scope) }
  return { kind: node.text ?? '', type: typeNamed(second.text), of: first, from: argument(first, scope) }
}

function wantedOf(node: SyntaxNode): { kind: string; type: string } {
  const { name, parameters } = functionOf(node)
  return { kind: name, type: typeNamed(parameters[0]?.text) }
}

function typeNamed(text: string | undefined): string {
  const type = TYPE.exec(text ?? '')?.[1]
  if (type === undefined || !(isKnownType(type) || SYSTEM_TYPES.has(type))) throw UNCOVERED
  return type
}

/** The items of a type. */
export function castItems(node: SyntaxNode, input: Source, scope: Scope, body: Body): void {
  const found = castOf(node, input, scope)
  const choice = choiceOf(found, node.type === 'TypeExpression' ? scope.focus : input, scope)
  if (choice) choice(body)
  else
    found.from((item) => {
      ofType(found, item, scope, body)
    })
}

/** Whether the one item is of a type. */
export function castTruth(node: SyntaxNode, input: Source, scope: Scope): Truth {
  const { writer } = scope
  const found = castOf(node, input, scope)
  const choice = choiceOf(found, node.type === 'TypeExpression' ? scope.focus : input, scope)
  const code = fresh(writer, 't')
  write(writer, `let ${code}`)
  if (choice) {
    const count = countOf(found.from, writer)
    write(writer, `if (${count} > 1) ${LEAVE}`)
    const is = hasItem(choice, writer)
    write(writer, `if (${count} === 1) ${code} = ${is}`)
    return { code, isTotal: false }
  }
  const item = single(found.from, writer)
  write(writer, `if (${item.code} !== undefined) {`)
  const is = hasItem((body) => {
    ofType(found, item, scope, body)
  }, writer)
  write(writer, `${code} = ${is} }`)
  return { code, isTotal: false }
}

function ofType({ kind, type }: Pick<Cast, 'kind' | 'type'>, item: Item, scope: Scope, body: Body): void {
  if (isOpen(item.type)) ofResourceType(item, type, scope, body)
  else if (isKnownType(type) && passes(kind, item.type, type)) body(item)
}

/** Whether the items of a type may be of several. */
function isOpen(type: string | undefined): type is undefined {
  return type === undefined || type === 'Resource' || type.startsWith('System.')
}

/** An item if it is a resource of a type; what is no resource is left to the closures. */
export function ofResourceType(item: Item, type: string, scope: Scope, body: Body): void {
  const { writer } = scope
  if (!isOpen(item.type)) {
    if (passes('is', item.type, type)) body(item)
    return
  }
  const types = constant(writer, new Set(typesBelow(type)))
  write(writer, `if (isOfResource(${item.code}, ${constant(writer, type)}, ${types})) {`)
  body({ ...item, shape: 'object', type: typesBelow(type).length > 1 ? undefined : type })
  write(writer, '}')
}

/** The source of a choice that is cast: `value.ofType(Quantity)`; undefined where the last step is no choice. */
function choiceOf({ kind, type, of }: Cast, input: Source, scope: Scope): Source | undefined {
  const last = of && lastMember(of)
  if (!last || choiceNames(last.name).length === 0) return undefined
  const { name, before } = last
  const types = kind !== 'is' && /^[a-z]/.test(type) ? [type] : typesBelow(type)
  const from = before ? itemsOf(before, input, scope) : input
  return (body) => {
    from((item) => {
      const child = item.type === undefined ? undefined : childOf(item.type, name)
      if (child?.kind === 'one') {
        property(item, name, scope, (each) => {
          ofType({ kind, type }, each, scope, body)
        })
        return
      }
      const written = types.map((each) => name + each.charAt(0).toUpperCase() + each.slice(1))
      const names = child ? written.filter((each) => child.types.some((one) => name + one === each)) : written
      if (!child) scope.writer.isAmbiguous = true
      onObject(item, scope, (object) => {
        leaveIfThere(object, name, scope)
        cast(object, { names, type }, scope, body)
      })
    })
  }
}

/** The last step by name of a path, and the path before it: `a.b` is `b` of `a`. */
function lastMember(node: SyntaxNode): { name: string; before: SyntaxNode | undefined } | undefined {
  const [first, second] = node.children ?? []
  if (node.type === 'InvocationExpression' && second?.type === 'MemberInvocation')
    return { name: identifier(second.children?.[0]?.text ?? ''), before: first }
  if (node.type === 'MemberInvocation') return { name: identifier(first?.text ?? ''), before: undefined }
  const isWrapper = ['TermExpression', 'InvocationTerm', 'ParenthesizedTerm'].includes(node.type)
  return isWrapper && first ? lastMember(first) : undefined
}
