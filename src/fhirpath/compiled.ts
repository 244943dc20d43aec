/**
 * Compiles a syntax tree to functions, for the shapes that FHIR's own rules and search parameters are made of: paths,
 * choices by type, comparison of what needs no types, boolean logic, membership, the functions of functions.ts. Anything
 * else, when it is reached, has the whole expression evaluated by fhirpath.js: results are the same, which differential
 * tests prove, save that `and`, `or` and `implies` leave out an operand that cannot matter, and `where` heeds a false.
 */
import { SYSTEM } from '../fhir/codes.ts'
import { functionStep, iif, type Frame, type Notes, type Step } from './functions.ts'
import { isLiteral, parseLiteral, plainLiteral } from './literals.ts'
import { BEYOND, childrenOf, EMPTY, nameOf, valueOf, type Items } from './nodes.ts'
import { at, OPERATORS } from './operators.ts'
import { FhirpathError, Primitive, type FhirpathEnvironment } from './program.ts'
import type { Evaluate } from './reference-engine.ts'
import { functionOf, identifier, stringLiteral, type SyntaxNode } from './syntax.ts'
import { plainTypeTest, resourceTest, typeTest } from './type-tests.ts'

/** What a tree was compiled to; `isComplete` unless a part of it is left to fhirpath.js. */
export type Compiled = { readonly evaluate: Evaluate; readonly isComplete: boolean }

type State = { isComplete: boolean }

/** Items that an expression goes through one by one, past which it is not left to fhirpath.js, whose cost may be the square. */
const REFERENCE_ITEMS_MAX = 5_000

function tooCostly(): FhirpathError {
  const text = `The expression would go through more than ${String(REFERENCE_ITEMS_MAX)} items.`
  return new FhirpathError('fhirpath-evaluation', text)
}

export function compileTree(tree: SyntaxNode, byReference: Evaluate): Compiled {
  const state: State = { isComplete: true }
  const program = compileNode(tree, state)
  return {
    isComplete: state.isComplete,
    evaluate: (node, environment) => {
      const root = [node]
      const notes: Notes = { constants: new Map(), most: 0 }
      try {
        return program(root, { root, environment, focus: root, index: 0, notes })
          .map((item) => (isLiteral(item) ? plainLiteral(item) : valueOf(item)))
          .filter((value) => value !== undefined && value !== null)
      } catch (error) {
        if (error !== BEYOND) throw error
        if (notes.most > REFERENCE_ITEMS_MAX) throw tooCostly()
        return byReference(node, environment)
      }
    },
  }
}

function beyond(state: State): Step {
  state.isComplete = false
  return () => {
    throw BEYOND
  }
}

function compileNode(node: SyntaxNode, state: State): Step {
  const [first, second] = node.children ?? []
  switch (node.type) {
    case 'EntireExpression':
    case 'TermExpression':
    case 'InvocationTerm':
    case 'ParenthesizedTerm':
      return first ? compileNode(first, state) : beyond(state)
    case 'InvocationExpression':
      return first && second ? invocation(first, second, state) : beyond(state)
    case 'MemberInvocation':
      return member(node, state)
    case 'FunctionInvocation':
      return call(node, state)
    case 'LiteralTerm':
      return literal(first, state)
    default:
      return first && second ? operator(node, first, second, state) : variable(node, state)
  }
}

function variable(node: SyntaxNode, state: State): Step {
  if (node.type === 'ThisInvocation') return (_input, frame) => frame.focus
  if (node.type === 'IndexInvocation') return (_input, frame) => [frame.index]
  return node.type === 'ExternalConstantTerm' ? external(node) : beyond(state)
}

/** Both operands of an operator stand on `$this`. */
function operator(node: SyntaxNode, first: SyntaxNode, second: SyntaxNode, state: State): Step {
  if (node.type === 'TypeExpression') return typeOperator(node.text ?? '', first, second, state)
  const [left, right] = [compileNode(first, state), compileNode(second, state)]
  const [a, b] = [
    (frame: Frame): Items => left(frame.focus, frame),
    (frame: Frame): Items => right(frame.focus, frame),
  ]
  if (node.type === 'IndexerExpression') return (_input, frame) => at(a(frame), b(frame))
  const apply = OPERATORS.get(node.text ?? '')
  return apply
    ? (_input, frame) =>
        apply(
          () => a(frame),
          () => b(frame),
        )
    : beyond(state)
}

function literal(node: SyntaxNode | undefined, state: State): Step {
  const value = literalValue(node)
  if (value === undefined) return node?.type === 'NullLiteral' ? () => EMPTY : beyond(state)
  const items = [value]
  return () => items
}

function literalValue(node: SyntaxNode | undefined): unknown {
  const text = node?.text ?? ''
  if (node?.type === 'StringLiteral') return stringLiteral(text)
  if (node?.type === 'BooleanLiteral') return text === 'true'
  if (node?.type === 'NumberLiteral' && /^\d{1,15}$/.test(text)) return Number(text)
  return node && parseLiteral(node.type, text)
}

/** Where FHIR R4 publishes its value sets and extensions, which FHIR R4 fhirpath.html#variables abbreviates. */
const PUBLISHED = SYSTEM.requestIntent.replace(/[^/]+$/, '')

function external(node: SyntaxNode): Step {
  const name = node.text ?? node.delimitedText ?? ''
  const [, kind, rest = ''] = /^(vs|ext)-(.+)$/.exec(name) ?? []
  if (kind !== undefined) {
    const folder = kind === 'vs' ? 'ValueSet' : 'StructureDefinition'
    return (_input, { environment }) => [environment.variables?.[name] ?? `${PUBLISHED}${folder}/${rest}`]
  }
  switch (name) {
    case 'sct':
      return () => [SYSTEM.snomed]
    case 'loinc':
      return () => [SYSTEM.loinc]
    case 'ucum':
      return () => [SYSTEM.ucum]
    case 'resource':
      return (_input, { environment, root }) => [environment.resource ?? valueOf(root[0])]
    case 'rootResource':
      return (_input, { environment, root }) => [
        environment.rootResource ?? environment.resource ?? valueOf(root[0]),
      ]
    case 'context':
      return (_input, { root }) => root
    default:
      return (_input, { environment }) => variableOf(name, environment)
  }
}

/** A variable that the caller hands in. */
function variableOf(name: string, { variables }: FhirpathEnvironment): Items {
  const value = variables && Object.hasOwn(variables, name) ? variables[name] : undefined
  const items: unknown[] = Array.isArray(value) ? value : [value]
  if (items.some((item) => item === undefined || item === null || item instanceof Primitive)) throw BEYOND
  return items
}

/** A step by name. At the start of an expression a type's name stands for the node itself, if it is of that type. */
function member(node: SyntaxNode, state: State): Step {
  const name = identifier(node.children?.[0]?.text ?? '')
  if (!/^[A-Z]/.test(name)) {
    const found = nameOf(name)
    return (input) => childrenOf(input, found)
  }
  if (node.atRoot !== 1) return beyond(state)
  const isOfType = resourceTest(name)
  return (input) => input.filter(isOfType)
}

function invocation(first: SyntaxNode, second: SyntaxNode, state: State): Step {
  const cast = second.type === 'FunctionInvocation' ? castOf(second) : undefined
  if (cast) return typeStep(cast.name, first, cast.type, state)
  const [input, next] = [compileNode(first, state), compileNode(second, state)]
  const step: Step = (items, frame) => next(input(items, frame), frame)
  return isConstant(first) && isConstantStep(second) ? remembered(step) : step
}

/** Whether a part of an expression is the same wherever in the expression it is asked: it starts at %resource or the like. */
function isConstant(node: SyntaxNode): boolean {
  const [first, second] = node.children ?? []
  switch (node.type) {
    case 'ExternalConstantTerm':
    case 'LiteralTerm':
      return true
    case 'TermExpression':
    case 'ParenthesizedTerm':
      return first !== undefined && isConstant(first)
    case 'InvocationExpression':
      return first !== undefined && second !== undefined && isConstant(first) && isConstantStep(second)
    default:
      return false
  }
}

function isConstantStep(node: SyntaxNode): boolean {
  if (node.type === 'MemberInvocation') return true
  return node.type === 'FunctionInvocation' && functionOf(node).parameters.every(isConstant)
}

function remembered(step: Step): Step {
  return (items, frame) => {
    const { constants } = frame.notes
    const known = constants.get(step)
    if (known) return known
    const fresh = step(items, frame)
    constants.set(step, fresh)
    return fresh
  }
}

function castOf(node: SyntaxNode): { name: string; type: string } | undefined {
  const { name, parameters } = functionOf(node)
  const type = parameters[0]?.text
  return (name === 'as' || name === 'ofType' || name === 'is') && type !== undefined
    ? { name, type }
    : undefined
}

function typeOperator(name: string, first: SyntaxNode, second: SyntaxNode, state: State): Step {
  const test = typeStep(name, first, second.text ?? '', state)
  return (_input, frame) => test(frame.focus, frame)
}

function typeStep(name: string, first: SyntaxNode, type: string, state: State): Step {
  return typeTest(name, first, type, (node) => compileNode(node, state)) ?? beyond(state)
}

function call(node: SyntaxNode, state: State): Step {
  const { name, parameters } = functionOf(node)
  const cast = castOf(node)
  if (cast) return plainTypeTest(cast.name, cast.type) ?? beyond(state)
  if (name === 'iif') return iif(parameters.map((parameter) => compileNode(parameter, state)))
  const step = functionStep(
    name,
    parameters.map((parameter) => compileNode(parameter, state)),
  )
  return step ?? beyond(state)
}
