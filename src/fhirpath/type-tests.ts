/** `as`, `is` and `ofType`: of a choice by its JSON name, of resources by their type; all else fhirpath.js knows. */
import { isObject } from '../fhir/resource.ts'
import { truth, type Step } from './functions.ts'
import { BEYOND, choicesOf, choiceValues, EMPTY, isChoice, typesBelow } from './nodes.ts'
import { Primitive } from './program.ts'
import { identifier, type SyntaxNode } from './syntax.ts'

type Compile = (node: SyntaxNode) => Step

const TYPE = /^(?:FHIR\.)?`?([A-Za-z]+[0-9]*)`?$/

/** Compiles a test of what a node yields; undefined for types of FHIRPath's own. */
export function typeTest(
  name: string,
  node: SyntaxNode,
  typeName: string,
  compile: Compile,
): Step | undefined {
  const type = TYPE.exec(typeName)?.[1]
  if (type === undefined) return undefined
  const choice = lastMember(node)
  if (choice && isChoice(choice.name)) return choiceTest(name, { node, ...choice }, type, compile)
  const [input, test] = [compile(node), plainTypeTest(name, typeName)]
  return test && ((items, frame) => test(input(items, frame), frame))
}

/** A test of what stands before it, whose name nobody knows; undefined for types of FHIRPath's own. */
export function plainTypeTest(name: string, typeName: string): Step | undefined {
  const type = TYPE.exec(typeName)?.[1]
  if (type === undefined) return undefined
  const isOfType = resourceTest(type)
  if (name !== 'is') return (items) => items.filter(isOfType)
  return (items) => {
    if (items.length > 1) throw BEYOND
    return items.length === 0 ? EMPTY : truth(isOfType(items[0]))
  }
}

type Choice = { readonly node: SyntaxNode; readonly name: string; readonly before: SyntaxNode | undefined }

function choiceTest(name: string, choice: Choice, type: string, compile: Compile): Step {
  const names = choicesOf(choice.name, typesBelow(type))
  const before = choice.before ? compile(choice.before) : undefined
  const values: Step = (items, frame) =>
    choiceValues(before ? before(items, frame) : items, choice.name, names)
  if (name !== 'is') return values
  const whole = compile(choice.node)
  return (items, frame) => {
    const all = whole(items, frame)
    if (all.length > 1) throw BEYOND
    return all.length === 0 ? EMPTY : truth(values(items, frame).length === 1)
  }
}

/** The last step by name of a path, and the path before it: `a.b` is `b` of `a`. */
function lastMember(node: SyntaxNode): { name: string; before: SyntaxNode | undefined } | undefined {
  const [first, second] = node.children ?? []
  if (node.type === 'InvocationExpression' && second?.type === 'MemberInvocation') {
    return { name: identifier(second.children?.[0]?.text ?? ''), before: first }
  }
  if (node.type === 'MemberInvocation') return { name: identifier(first?.text ?? ''), before: undefined }
  const isWrapper =
    node.type === 'TermExpression' || node.type === 'InvocationTerm' || node.type === 'ParenthesizedTerm'
  return isWrapper && first ? lastMember(first) : undefined
}

/** Whether an item is a resource of the type; what is no resource, and types with others below, are BEYOND. */
export function resourceTest(type: string): (item: unknown) => boolean {
  const hasOthersBelow = typesBelow(type).length > 1
  return (item) => {
    const own = isObject(item) && Object.hasOwn(item, 'resourceType') ? item['resourceType'] : undefined
    if (typeof own !== 'string' || item instanceof Primitive) throw BEYOND
    if (own !== type && hasOthersBelow) throw BEYOND
    return own === type
  }
}
