/**
 * Reads a StructureMap (R4) as a map: the same tree that the language's own text gives. Faults tell the element by its FHIRPath;
 * expressions are read by the language's grammar.
 */
import { isJson } from '../engine/node.ts'
import type { Json } from '../engine/node.ts'
import { cursorOf, peek, unexpected } from '../syntax/cursor.ts'
import { takeExpression } from '../syntax/expression.ts'
import { fault, MapFault } from '../syntax/fault.ts'
import { takeLiteral } from '../syntax/literal.ts'
import { sourceListModes, targetListModes, transformNames } from '../syntax/syntax.ts'
import type {
  Dependent,
  Expression,
  Group,
  GroupInput,
  MapError,
  Name,
  Parameter,
  ParsedMap,
  Position,
  Rule,
  Source,
  Target,
  Transform,
  Use,
} from '../syntax/syntax.ts'
import { conceptMapsOf } from './concept-maps.ts'

export type ReadMap =
  | { readonly kind: 'parsed'; readonly map: ParsedMap }
  | { readonly kind: 'invalid'; readonly errors: readonly MapError[] }

export function readStructureMap(resource: unknown): ReadMap {
  try {
    return { kind: 'parsed', map: mapOf(objectOf(resource, 'StructureMap')) }
  } catch (error) {
    // A fault in the resource is the answer; anything else is a bug and goes on.
    if (error instanceof MapFault) return { kind: 'invalid', errors: [error.error] }
    throw error
  }
}

/** A resource has no lines: elements are told apart by their number, so that groups and rules are. */
const nowhere: Position = { line: 1, column: 1 }
/** Rules within rules. */
const nestingMax = 100

type Reading = { count: number; depth: number }

const uses: readonly Use['mode'][] = ['source', 'queried', 'target', 'produced']
const metadataNames = [
  'version',
  'title',
  'status',
  'description',
  'publisher',
  'copyright',
  'purpose',
  'date',
]

function mapOf(resource: Json): ParsedMap {
  if (resource['resourceType'] !== 'StructureMap') throw wrong('StructureMap', 'a StructureMap')
  const reading: Reading = { count: 0, depth: 0 }
  const url = textAt(resource, 'url', 'StructureMap')
  return {
    url,
    name: optionalText(resource, 'name', 'StructureMap') ?? url,
    metadata: metadataNames.flatMap((path) => {
      const value = resource[path]
      return typeof value === 'string' ? [{ path, value, at: nowhere }] : []
    }),
    uses: listAt(resource, 'structure', 'StructureMap').map(([use, at]) => {
      const alias = optionalText(use, 'alias', at)
      const mode = wordAt(use, 'mode', at, uses)
      return { url: textAt(use, 'url', at), mode, at: nowhere, ...(alias !== undefined && { alias }) }
    }),
    imports: textsAt(resource, 'import', 'StructureMap').map(named),
    conceptMaps: conceptMapsOf(resource['contained']),
    groups: listAt(resource, 'group', 'StructureMap').map(([group, at]) => groupOf(group, at, reading)),
  }
}

/** Each part of a map has a place of its own, as in a text. */
function place(reading: Reading): Position {
  reading.count += 1
  return { line: 1, column: reading.count }
}

function groupOf(group: Json, at: string, reading: Reading): Group {
  const base = optionalText(group, 'extends', at)
  const mode = optionalText(group, 'typeMode', at) ?? 'none'
  if (mode !== 'none' && mode !== 'types' && mode !== 'type-and-types')
    throw wrong(`${at}.typeMode`, 'none, types or type-and-types')
  const inputs = listAt(group, 'input', at).map(([input, path]): GroupInput => {
    const type = optionalText(input, 'type', path)
    const inputMode = wordAt(input, 'mode', path, ['source', 'target'] as const)
    return {
      at: place(reading),
      mode: inputMode,
      name: textAt(input, 'name', path),
      ...(type !== undefined && { type }),
    }
  })
  return {
    at: place(reading),
    name: textAt(group, 'name', at),
    inputs,
    ...(base !== undefined && { extends: named(base) }),
    ...(mode !== 'none' && { typeMode: mode === 'types' ? 'types' : 'type+' }),
    rules: listAt(group, 'rule', at).map(([rule, path]) => ruleOf(rule, path, reading)),
  }
}

function ruleOf(rule: Json, at: string, reading: Reading): Rule {
  reading.depth += 1
  if (reading.depth > nestingMax)
    throw fault('unsupported', nowhere, `nested deeper than ${nestingMax} levels`)
  const sources = listAt(rule, 'source', at).map(([source, path]) => sourceOf(source, path, reading))
  if (sources.length === 0) throw wrong(`${at}.source`, 'a source')
  const rules = listAt(rule, 'rule', at).map(([inner, path]) => ruleOf(inner, path, reading))
  const dependents = listAt(rule, 'dependent', at).map(([dependent, path]): Dependent => ({
    name: textAt(dependent, 'name', path),
    at: place(reading),
    parameters: textsAt(dependent, 'variable', path).map(dependentParameter),
  }))
  reading.depth -= 1
  return {
    at: place(reading),
    name: optionalText(rule, 'name', at) ?? '',
    sources,
    targets: listAt(rule, 'target', at).map(([target, path]) => targetOf(target, path, reading)),
    dependents,
    rules,
    hasThen: dependents.length > 0 || rules.length > 0,
  }
}

/** A name, or a literal as the language writes it. */
function dependentParameter(text: string): Parameter {
  const isLiteral = /^["'\d@-]/.test(text) || text === 'true' || text === 'false'
  const literal = isLiteral ? takeLiteral(cursorOf(text)) : undefined
  return literal ? { kind: 'literal', ...literal } : { kind: 'variable', name: text, at: nowhere }
}

function named(text: string): Name {
  return { text, at: nowhere }
}

function expressionOf(text: string): Expression {
  const cursor = cursorOf(text)
  const expression = takeExpression(cursor)
  if (peek(cursor).kind !== 'end') throw unexpected(cursor, ['an operator', 'the end of the expression'])
  return expression
}

function pathOf(object: Json, at: string, reading: Reading): Name[] {
  const element = optionalText(object, 'element', at)
  return element === undefined ? [] : element.split('.').map((text) => ({ text, at: place(reading) }))
}

function sourceOf(source: Json, at: string, reading: Reading): Source {
  const listMode = optionalText(source, 'listMode', at)
  const mode = sourceListModes.find((one) => one === listMode)
  if (listMode !== undefined && !mode) throw wrong(`${at}.listMode`, sourceListModes.join(', '))
  const [type, variable] = [optionalText(source, 'type', at), optionalText(source, 'variable', at)]
  const texts = { condition: 'condition', check: 'check', log: 'logMessage' } as const
  const clauses = Object.entries(texts).flatMap(([name, element]) => {
    const text = optionalText(source, element, at)
    return text === undefined ? [] : [[name, expressionOf(text)] as const]
  })
  const defaultValue = defaultOf(source, at)
  return {
    at: place(reading),
    context: named(textAt(source, 'context', at)),
    path: pathOf(source, at, reading),
    ...cardinalityOf(source, at),
    ...(type !== undefined && { type: named(type) }),
    ...(defaultValue && { defaultValue }),
    ...(mode && { listMode: mode }),
    ...(variable !== undefined && { variable: named(variable) }),
    ...Object.fromEntries(clauses),
  }
}

function cardinalityOf({ min, max }: Json, at: string): { min?: number; max?: number | '*' } {
  if (min === undefined && max === undefined) return {}
  const least = min ?? 0
  if (typeof least !== 'number') throw wrong(`${at}.min`, 'a number')
  const most = max === undefined || max === '*' ? '*' : Number(max)
  if (most !== '*' && !Number.isInteger(most)) throw wrong(`${at}.max`, "a number or '*'")
  return { min: least, max: most }
}

function defaultOf(source: Json, at: string): Expression | undefined {
  const name = Object.keys(source).find((one) => one.startsWith('defaultValue'))
  if (name === undefined) return undefined
  const value = source[name]
  if (isJson(value) && typeof value['expression'] === 'string') return expressionOf(value['expression'])
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    throw wrong(`${at}.${name}`, 'a primitive or an expression')
  const text = typeof value === 'string' ? literalText(value, name) : String(value)
  return expressionOf(text)
}

/** A date among the defaults is a date. */
function literalText(value: string, name: string): string {
  if (/Date(?:Time)?$|Instant$/.test(name)) return `@${value}`
  return name.endsWith('Time') ? `@T${value}` : JSON.stringify(value)
}

function targetOf(target: Json, at: string, reading: Reading): Target {
  const context = optionalText(target, 'context', at)
  if ((optionalText(target, 'contextType', at) ?? 'variable') !== 'variable')
    throw fault('unsupported', nowhere, `${at}.contextType: only variables are supported`)
  const modes = textsAt(target, 'listMode', at)
  const [word] = modes
  const mode = targetListModes.find((one) => one === word)
  if (modes.length > 1 || (word !== undefined && !mode))
    throw wrong(`${at}.listMode`, targetListModes.join(', '))
  const variable = optionalText(target, 'variable', at)
  const listRuleId = optionalText(target, 'listRuleId', at)
  const transform = transformOf(target, at, reading)
  return {
    at: place(reading),
    ...(context !== undefined && { context: named(context) }),
    path: pathOf(target, at, reading),
    ...(transform && { transform }),
    ...(variable !== undefined && { variable: named(variable) }),
    ...(mode && { listMode: mode === 'single' ? 'collate' : mode }),
    ...(listRuleId !== undefined && { listRuleId }),
  }
}

function transformOf(target: Json, at: string, reading: Reading): Transform | undefined {
  const word = optionalText(target, 'transform', at)
  if (word === undefined) return undefined
  const name = transformNames.find((one) => one === word)
  if (!name) throw wrong(`${at}.transform`, transformNames.join(', '))
  const parameters = listAt(target, 'parameter', at).map(([parameter, path]) => parameterOf(parameter, path))
  const position = place(reading)
  const [first] = parameters
  if (name === 'evaluate') {
    const text = parameters.at(-1)
    if (text?.kind !== 'literal' || typeof text.value !== 'string')
      throw wrong(`${at}.parameter`, 'an expression')
    return { name, at: position, parameters: parameters.slice(0, -1), expression: expressionOf(text.value) }
  }
  if (name === 'copy' && first?.kind === 'variable' && first.name.includes('.')) {
    const [variable = '', ...path] = first.name.split('.')
    return { name, at: position, parameters: [{ ...first, name: variable }], path: path.map(named) }
  }
  return { name, at: position, parameters }
}

function parameterOf(parameter: Json, at: string): Parameter {
  const { valueId, valueString, valueBoolean, valueInteger, valueDecimal } = parameter
  if (typeof valueId === 'string') return { kind: 'variable', name: valueId, at: nowhere }
  if (typeof valueString === 'string')
    return { kind: 'literal', type: 'string', value: valueString, at: nowhere }
  if (typeof valueBoolean === 'boolean')
    return { kind: 'literal', type: 'boolean', value: valueBoolean, at: nowhere }
  if (typeof valueInteger === 'number')
    return { kind: 'literal', type: 'integer', value: valueInteger, at: nowhere }
  if (typeof valueDecimal === 'number')
    return { kind: 'literal', type: 'decimal', value: valueDecimal, at: nowhere }
  throw wrong(at, 'valueId, valueString, valueBoolean, valueInteger or valueDecimal')
}

function wrong(at: string, expected: string): MapFault {
  return fault('syntax', nowhere, `${at}: expected ${expected}`)
}

function objectOf(value: unknown, at: string): Json {
  if (!isJson(value)) throw wrong(at, 'an object')
  return value
}

function listAt(object: Json, name: string, at: string): [Json, string][] {
  const value = object[name]
  if (value === undefined) return []
  if (!Array.isArray(value)) throw wrong(`${at}.${name}`, 'a list')
  return value.map((item: unknown, index) => {
    const path = `${at}.${name}[${index}]`
    return [objectOf(item, path), path]
  })
}

function textsAt(object: Json, name: string, at: string): string[] {
  const value = object[name]
  if (value === undefined) return []
  if (!Array.isArray(value)) throw wrong(`${at}.${name}`, 'a list')
  return value.map((item: unknown, index) => {
    if (typeof item !== 'string') throw wrong(`${at}.${name}[${index}]`, 'a text')
    return item
  })
}

function optionalText(object: Json, name: string, at: string): string | undefined {
  const value = object[name]
  if (value === undefined) return undefined
  if (typeof value !== 'string') throw wrong(`${at}.${name}`, 'a text')
  return value
}

function textAt(object: Json, name: string, at: string): string {
  const text = optionalText(object, name, at)
  if (text === undefined) throw wrong(`${at}.${name}`, 'a text')
  return text
}

function wordAt<Word extends string>(object: Json, name: string, at: string, words: readonly Word[]): Word {
  const text = textAt(object, name, at)
  const word = words.find((one) => one === text)
  if (word === undefined) throw wrong(`${at}.${name}`, words.join(', '))
  return word
}
