/**
 * Reads one FHIRPath expression from where the cursor stands, as far as FHIRPath's grammar goes: older maps write conditions
 * without brackets, so that only the grammar tells where `where a > 1 -> ...` ends. The tree serves to find paths and
 * variables; precedence is left to the FHIRPath room, which compiles the text.
 */
import { at, expect, nested, peek, skip, take, takeName, unexpected } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import { syntaxFault } from './fault.ts'
import { dateLiteral } from './literal.ts'
import type { Expression, PathTree, Span } from './syntax.ts'

const binaryMarks = new Set([
  '=',
  '!=',
  '~',
  '!~',
  '<',
  '>',
  '<=',
  '>=',
  '<-',
  '>-',
  '+',
  '-',
  '*',
  '/',
  '&',
  '|',
])
const binaryWords = new Set(['and', 'or', 'xor', 'implies', 'in', 'contains', 'is', 'as', 'div', 'mod'])
const calendarUnits = /^(?:year|month|week|day|hour|minute|second|millisecond)s?$/

export function takeExpression(cursor: Cursor): Expression {
  const first = peek(cursor)
  const base = first.start
  const tree = takeOperation(cursor, base)
  return { text: cursor.text.slice(base, endOf(cursor)), at: first.at, tree }
}

/** `( expression )`, without the brackets. */
export function takeBracketed(cursor: Cursor): Expression {
  expect(cursor, '(')
  const expression = takeExpression(cursor)
  expect(cursor, ')', ['an operator'])
  return expression
}

function takeOperation(cursor: Cursor, base: number): PathTree {
  const from = peek(cursor)
  const operands = [takeOperand(cursor, base)]
  const operators: string[] = []
  for (let operator = operatorAt(cursor); operator !== undefined; operator = operatorAt(cursor)) {
    take(cursor)
    operators.push(operator)
    operands.push(operator === 'is' || operator === 'as' ? takeType(cursor, base) : takeOperand(cursor, base))
  }
  const [only] = operands
  if (only && operands.length === 1) return only
  return { kind: 'operation', operators, operands, ...spanFrom(cursor, from, base) }
}

/** `<-` and `>-` are a comparison with a negative number here; elsewhere they are marks of concept maps. */
function operatorAt(cursor: Cursor): string | undefined {
  const { kind, text } = peek(cursor)
  if (kind === 'mark' && binaryMarks.has(text))
    return text === '<-' || text === '>-' ? text.slice(0, 1) : text
  return kind === 'name' && binaryWords.has(text) ? text : undefined
}

function takeType(cursor: Cursor, base: number): PathTree {
  const from = peek(cursor)
  let name = takeName(cursor, 'a type').text
  while (skip(cursor, '.')) name += `.${takeName(cursor, 'a type').text}`
  return { kind: 'type', name, ...spanFrom(cursor, from, base) }
}

function takeOperand(cursor: Cursor, base: number): PathTree {
  const from = peek(cursor)
  if (at(cursor, '-') || at(cursor, '+')) {
    const sign = take(cursor).text
    const inner = nested(cursor, () => takeOperand(cursor, base))
    return { kind: 'operation', operators: [sign], operands: [inner], ...spanFrom(cursor, from, base) }
  }
  let tree = nested(cursor, () => takeTerm(cursor, base))
  for (;;) {
    if (skip(cursor, '.')) tree = takeInvocation(cursor, base, tree)
    else if (skip(cursor, '[')) {
      const index = nested(cursor, () => takeOperation(cursor, base))
      expect(cursor, ']')
      tree = { kind: 'indexer', on: tree, index, ...spanFrom(cursor, from, base) }
    } else return tree
  }
}

function takeTerm(cursor: Cursor, base: number): PathTree {
  const from = peek(cursor)
  if (skip(cursor, '(')) {
    const inner = takeOperation(cursor, base)
    expect(cursor, ')', ['an operator'])
    return { kind: 'group', inner, ...spanFrom(cursor, from, base) }
  }
  if (skip(cursor, '{')) {
    expect(cursor, '}')
    return { kind: 'literal', type: 'empty', value: undefined, ...spanFrom(cursor, from, base) }
  }
  if (skip(cursor, '%')) {
    const name =
      peek(cursor).kind === 'string' ? take(cursor).text : takeName(cursor, 'the name of a variable').text
    return { kind: 'variable', name, ...spanFrom(cursor, from, base) }
  }
  return takeLiteralTerm(cursor, base) ?? takeInvocation(cursor, base, undefined)
}

function takeLiteralTerm(cursor: Cursor, base: number): PathTree | undefined {
  const from = peek(cursor)
  const { kind, text } = from
  // FHIRPath knows single quotes only; maps in use write double ones too.
  if (kind === 'string') return literal('string', text)
  if (kind === 'date') return literal(dateLiteral(text).type, dateLiteral(text).value)
  if (kind === 'name' && (text === 'true' || text === 'false')) return literal('boolean', text === 'true')
  if (kind !== 'number') return undefined
  take(cursor)
  const unit = peek(cursor)
  const hasUnit =
    (unit.kind === 'string' && unit.quote === "'") || (unit.kind === 'name' && calendarUnits.test(unit.text))
  if (hasUnit) take(cursor)
  const type = hasUnit ? 'quantity' : text.includes('.') ? 'decimal' : 'integer'
  return { kind: 'literal', type, value: Number(text), ...spanFrom(cursor, from, base) }

  function literal(
    type: 'string' | 'boolean' | 'date' | 'dateTime' | 'time' | 'integer' | 'decimal',
    value: string | boolean,
  ): PathTree {
    take(cursor)
    return { kind: 'literal', type, value, ...spanFrom(cursor, from, base) }
  }
}

function takeInvocation(cursor: Cursor, base: number, on: PathTree | undefined): PathTree {
  const from = peek(cursor)
  if (from.kind !== 'name' && from.kind !== 'delimited' && from.kind !== 'string')
    throw unexpected(cursor, on ? ['an element', 'a function'] : ['a FHIRPath expression'])
  const name = takeName(cursor, 'a FHIRPath expression').text
  const span = () => ({
    start: on?.start ?? from.start - base,
    end: endOf(cursor) - base,
    at: on?.at ?? from.at,
  })
  if (from.kind === 'name' && !on && name.startsWith('$')) {
    if (name === '$this' || name === '$index' || name === '$total')
      return { kind: name === '$this' ? 'this' : name === '$index' ? 'index' : 'total', ...span() }
    throw syntaxFault(from.at, `'${name}'`, ['$this', '$index', '$total'])
  }
  if (!skip(cursor, '(')) return { kind: 'member', on, name, ...span() }
  const parameters = takeArguments(cursor, base, name)
  return { kind: 'call', on, name, parameters, ...span() }
}

/** The functions whose parameter is a type. */
const typeFunctions = new Set(['is', 'as', 'ofType'])

function takeArguments(cursor: Cursor, base: number, name: string): PathTree[] {
  const parameters: PathTree[] = []
  if (skip(cursor, ')')) return parameters
  do {
    parameters.push(
      typeFunctions.has(name) ? takeType(cursor, base) : nested(cursor, () => takeOperation(cursor, base)),
    )
  } while (skip(cursor, ','))
  expect(cursor, ')', ["','"])
  return parameters
}

function endOf(cursor: Cursor): number {
  return peek(cursor, -1).end
}

function spanFrom(cursor: Cursor, from: { start: number; at: Span['at'] }, base: number): Span {
  return { start: from.start - base, end: endOf(cursor) - base, at: from.at }
}
