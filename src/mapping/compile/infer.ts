/** Tells the type of an expression's value from its form, where the form leaves one only. */
import type { PathTree } from '../syntax/syntax.ts'
import { compileWalk } from './walk.ts'
import type { Surroundings } from './walk.ts'

const booleanOperators = new Set([
  'and',
  'or',
  'xor',
  'implies',
  '=',
  '!=',
  '~',
  '!~',
  '<',
  '>',
  '<=',
  '>=',
  'in',
  'contains',
  'is',
])

const functionTypes: ReadonlyMap<string, string> = new Map([
  ...typed(
    'boolean',
    'exists empty not all allTrue anyTrue is startsWith endsWith contains matches hasValue toBoolean memberOf conformsTo',
  ),
  ...typed('string', 'toString substring upper lower replace replaceMatches trim join'),
  ...typed('integer', 'count length toInteger indexOf'),
  ...typed('decimal', 'toDecimal'),
  ...typed('date', 'toDate today'),
  ...typed('dateTime', 'toDateTime now'),
  ...typed('time', 'toTime timeOfDay'),
  ...typed('Quantity', 'toQuantity'),
])

function typed(type: string, names: string): (readonly [string, string])[] {
  return names.split(' ').map((name) => [name, type] as const)
}

function isTemporal(type: string): boolean {
  return type === 'date' || type === 'dateTime' || type === 'instant' || type === 'time'
}

export function inferType(tree: PathTree, around: Surroundings): string | undefined {
  if (tree.kind === 'literal')
    return tree.type === 'quantity' ? 'Quantity' : tree.type === 'empty' ? undefined : tree.type
  if (tree.kind === 'group') return inferType(tree.inner, around)
  if (tree.kind === 'call') return inferCall(tree, around)
  if (tree.kind === 'operation') return inferOperation(tree.operators, tree.operands, around)
  return tree.kind === 'member' || tree.kind === 'variable' ? compileWalk(tree, around)?.type : undefined
}

function inferCall(tree: PathTree & { kind: 'call' }, around: Surroundings): string | undefined {
  if (tree.name === 'iif') {
    const [, yes, no] = tree.parameters
    const type = yes && !tree.on ? inferType(yes, around) : undefined
    return type !== undefined && (!no || inferType(no, around) === type) ? type : undefined
  }
  return functionTypes.get(tree.name)
}

/** The loosest operator decides: any comparison makes a boolean, else `&` a text, else the first operand its own. */
function inferOperation(
  operators: readonly string[],
  operands: readonly PathTree[],
  around: Surroundings,
): string | undefined {
  if (operators.some((operator) => booleanOperators.has(operator))) return 'boolean'
  if (operators.includes('|') || operators.includes('as')) return undefined
  if (operators.includes('&')) return 'string'
  const [first] = operands
  const type = first && inferType(first, around)
  if (type === 'string') return 'string'
  const isSum = operators.every((operator) => operator === '+' || operator === '-')
  return isSum && type !== undefined && isTemporal(type) ? type : undefined
}
