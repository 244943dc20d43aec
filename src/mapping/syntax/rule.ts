/** Reads the rules of a group: sources, targets, what follows `then`, and the rule's name. */
import { at, expect, nested, peek, skip, take, takeInteger, takeName, unexpected } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import { takeBracketed, takeExpression } from './expression.ts'
import { fault } from './fault.ts'
import { takeLiteral } from './literal.ts'
import { sourceListModes } from './syntax.ts'
import type { Dependent, Expression, Name, Rule, Source, SourceListMode } from './syntax.ts'
import { takeParameters, takeTarget } from './target.ts'

/** `{ rule* }` */
export function takeRules(cursor: Cursor): Rule[] {
  expect(cursor, '{')
  const rules: Rule[] = []
  while (!skip(cursor, '}')) rules.push(nested(cursor, () => takeRule(cursor)))
  return rules
}

function takeRule(cursor: Cursor): Rule {
  const start = peek(cursor)
  if (start.kind === 'end') throw unexpected(cursor, ['a rule', "'}'"])
  const sources = takeList(cursor, () => takeSource(cursor))
  const targets = skip(cursor, '->') ? takeList(cursor, () => takeTarget(cursor)) : []
  const hasThen = skip(cursor, 'then')
  const { dependents, rules } = hasThen ? takeDependents(cursor) : { dependents: [], rules: [] }
  const name = takeRuleName(cursor) ?? inferredName(sources)
  expect(cursor, ';', expectedAtEnd(hasThen, targets.length > 0))
  return { at: start.at, name, sources, targets, dependents, rules, hasThen }
}

function expectedAtEnd(hasThen: boolean, hasTargets: boolean): string[] {
  if (hasThen) return ['a rule name']
  return hasTargets ? ["','", "'then'", 'a rule name'] : ["','", "'->'", "'then'"]
}

function takeList<T>(cursor: Cursor, item: () => T): T[] {
  const items = [item()]
  while (skip(cursor, ',')) items.push(item())
  return items
}

function takeRuleName(cursor: Cursor): string | undefined {
  const { kind } = peek(cursor)
  return kind === 'string' || kind === 'name' || kind === 'delimited' ? take(cursor).text : undefined
}

function inferredName(sources: readonly Source[]): string {
  const [first] = sources
  return first?.path.at(-1)?.text ?? first?.context.text ?? ''
}

/** `group(a, b), other(a) { rules }`, or `{ rules }`: the groups run before the rules. */
function takeDependents(cursor: Cursor): { dependents: Dependent[]; rules: Rule[] } {
  if (at(cursor, '{')) return { dependents: [], rules: takeRules(cursor) }
  const dependents = takeList(cursor, () => {
    const { text, at: position } = takeName(cursor, 'a group')
    return { name: text, at: position, parameters: takeParameters(cursor) }
  })
  return { dependents, rules: at(cursor, '{') ? takeRules(cursor) : [] }
}

/** The parts of a source stand in this order and no other. */
function takeSource(cursor: Cursor): Source {
  const context = takeName(cursor, 'a source')
  if (at(cursor, '('))
    throw fault(
      'unsupported',
      context.at,
      `${context.text}(...) as a source is not supported: a map is given its inputs`,
    )
  const path: Name[] = []
  while (skip(cursor, '.')) path.push(takeName(cursor, 'an element'))
  const type = skip(cursor, ':') ? takeName(cursor, 'a type') : undefined
  const cardinality = takeCardinality(cursor)
  const defaultValue = skip(cursor, 'default') ? takeDefault(cursor) : undefined
  const listMode = takeListMode(cursor)
  const variable = skip(cursor, 'as') ? takeName(cursor, 'a variable') : undefined
  return {
    at: context.at,
    context,
    path,
    ...cardinality,
    ...(type && { type }),
    ...(defaultValue && { defaultValue }),
    ...(listMode && { listMode }),
    ...(variable && { variable }),
    ...takeClauses(cursor),
  }
}

function takeClauses(cursor: Cursor): Pick<Source, 'condition' | 'check' | 'log'> {
  const condition = skip(cursor, 'where') ? takeExpression(cursor) : undefined
  const check = skip(cursor, 'check') ? takeExpression(cursor) : undefined
  const log = skip(cursor, 'log') ? takeExpression(cursor) : undefined
  return { ...(condition && { condition }), ...(check && { check }), ...(log && { log }) }
}

function takeCardinality(cursor: Cursor): { min?: number; max?: number | '*' } {
  if (peek(cursor).kind !== 'number') return {}
  const min = takeInteger(cursor, 'the least number')
  expect(cursor, '..')
  return { min, max: skip(cursor, '*') ? '*' : takeInteger(cursor, "the greatest number or '*'") }
}

/** `default ( expression )`, or in R4's first writing a bare literal. */
function takeDefault(cursor: Cursor): Expression {
  if (at(cursor, '(')) return takeBracketed(cursor)
  const first = peek(cursor)
  const literal = takeLiteral(cursor)
  if (!literal) throw unexpected(cursor, ["'('", 'a literal'])
  const text = cursor.text.slice(first.start, peek(cursor, -1).end)
  const { type, value, at: position } = literal
  return {
    text,
    at: position,
    tree: { kind: 'literal', type, value, start: 0, end: text.length, at: position },
  }
}

function takeListMode(cursor: Cursor): SourceListMode | undefined {
  const mode = sourceListModes.find((word) => at(cursor, word))
  if (mode) take(cursor)
  return mode
}
