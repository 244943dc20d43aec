/** Reads one target of a rule: where to, by which transform, under which name, and how a list takes it. */
import { at, expect, peek, skip, take, takeName, unexpected } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import { takeBracketed, takeExpression } from './expression.ts'
import { syntaxFault } from './fault.ts'
import { takeLiteral } from './literal.ts'
import { targetListModes, transformNames } from './syntax.ts'
import type { Name, Parameter, Position, Target, TargetListMode, Transform, TransformName } from './syntax.ts'

export function takeTarget(cursor: Cursor): Target {
  const first = takeName(cursor, 'a target')
  if (at(cursor, '(')) {
    const transform = takeInvocation(cursor, first)
    const variable = takeVariable(cursor)
    return { at: first.at, path: [], transform, ...(variable && { variable }) }
  }
  const path: Name[] = []
  while (skip(cursor, '.')) path.push(takeName(cursor, 'an element'))
  const transform = skip(cursor, '=') ? takeTransform(cursor) : undefined
  const variable = takeVariable(cursor)
  return {
    at: first.at,
    context: first,
    path,
    ...(transform && { transform }),
    ...(variable && { variable }),
    ...takeListMode(cursor),
  }
}

function takeVariable(cursor: Cursor): Name | undefined {
  return skip(cursor, 'as') ? takeName(cursor, 'a variable') : undefined
}

/** `share` takes the name of what is shared with it. */
function takeListMode(cursor: Cursor): { listMode?: TargetListMode; listRuleId?: string } {
  const word = targetListModes.find((mode) => at(cursor, mode))
  if (!word) return {}
  take(cursor)
  const listMode = word === 'single' ? 'collate' : word
  const isNamed =
    word === 'share' &&
    (peek(cursor).kind === 'name' || peek(cursor).kind === 'delimited') &&
    !at(cursor, 'then')
  return { listMode, ...(isNamed && { listRuleId: take(cursor).text }) }
}

function takeTransform(cursor: Cursor): Transform {
  const start = peek(cursor)
  const literal = takeLiteral(cursor)
  if (literal) return { name: 'copy', at: start.at, parameters: [{ kind: 'literal', ...literal }] }
  if (at(cursor, '('))
    return { name: 'evaluate', at: start.at, parameters: [], expression: takeBracketed(cursor) }
  const first = takeName(cursor, 'a transform, a variable, a literal or a FHIRPath expression in brackets')
  if (at(cursor, '(')) return takeInvocation(cursor, first)
  const path: Name[] = []
  while (skip(cursor, '.')) path.push(takeName(cursor, 'an element'))
  const parameters: Parameter[] = [{ kind: 'variable', name: first.text, at: first.at }]
  return { name: 'copy', at: first.at, parameters, ...(path.length > 0 && { path }) }
}

function takeInvocation(cursor: Cursor, word: Name): Transform {
  const name = transformNames.find((known) => known === word.text)
  if (!name)
    throw syntaxFault(
      word.at,
      `'${word.text}('`,
      transformNames.map((known) => `'${known}('`),
    )
  if (name === 'evaluate') return takeEvaluate(cursor, word.at)
  return { name, at: word.at, parameters: takeParameters(cursor) }
}

/** `evaluate(context, expression)`, or `evaluate(expression)` without a context. */
function takeEvaluate(cursor: Cursor, position: Position): Transform {
  const name: TransformName = 'evaluate'
  expect(cursor, '(')
  const hasContext = peek(cursor, 1).kind === 'mark' && at(cursor, ',', 1)
  const parameters = hasContext ? [takeParameter(cursor)] : []
  if (hasContext) expect(cursor, ',')
  const expression = takeExpression(cursor)
  expect(cursor, ')', hasContext ? [] : ["','"])
  return { name, at: position, parameters, expression }
}

/** `( parameter, ... )`: literals and names. */
export function takeParameters(cursor: Cursor): Parameter[] {
  expect(cursor, '(')
  const parameters: Parameter[] = []
  if (skip(cursor, ')')) return parameters
  do parameters.push(takeParameter(cursor))
  while (skip(cursor, ','))
  expect(cursor, ')', ["','"])
  return parameters
}

function takeParameter(cursor: Cursor): Parameter {
  const literal = takeLiteral(cursor)
  if (literal) return { kind: 'literal', ...literal }
  const token = peek(cursor)
  if (token.kind !== 'name' && token.kind !== 'delimited')
    throw unexpected(cursor, ['a literal', 'a variable'])
  return { kind: 'variable', name: take(cursor).text, at: token.at }
}
