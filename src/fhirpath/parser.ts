/**
 * FHIRPath's grammar (FHIRPath 2.0 section 13), by precedence climbing: text to the syntax tree that fhirpath.js would
 * give, in linear time. What it does not read it leaves to fhirpath.js, whose parser says what is wrong with it: an
 * expression is never read otherwise than there (test/fhirpath/parser.test.ts compares all that we have).
 */
import type { SyntaxNode } from './syntax.ts'
import { tokensOf, type Token } from './tokens.ts'

/** Expressions within parentheses, arguments and brackets; fewer than would exhaust the stack. */
const NESTING_MAX = 200

/** Operators by how strongly they bind, and the name of their node. */
const OPERATORS: ReadonlyMap<string, readonly [number, string]> = new Map([
  ...level(10, 'MultiplicativeExpression', '* / div mod'),
  ...level(9, 'AdditiveExpression', '+ - &'),
  ...level(8, 'TypeExpression', 'is as'),
  ...level(7, 'UnionExpression', '|'),
  ...level(6, 'InequalityExpression', '<= < > >='),
  ...level(5, 'EqualityExpression', '= ~ != !~'),
  ...level(4, 'MembershipExpression', 'in contains'),
  ...level(3, 'AndExpression', 'and'),
  ...level(2, 'OrExpression', 'or xor'),
  ...level(1, 'ImpliesExpression', 'implies'),
])
/** A sign binds more strongly than any operator, and less than a path. */
const SIGN_STRENGTH = 11

function level(strength: number, type: string, symbols: string): [string, readonly [number, string]][] {
  return symbols.split(' ').map((symbol) => [symbol, [strength, type]])
}

const UNITS = new Set(
  ['year', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond'].flatMap((unit) => [
    unit,
    `${unit}s`,
  ]),
)
/** Words of the grammar that are no names, unless in back-quotes. */
const RESERVED = new Set([...'div mod and or xor implies true false'.split(' '), ...UNITS])
const VARIABLES: Readonly<Record<string, string>> = {
  $this: 'ThisInvocation',
  $index: 'IndexInvocation',
  $total: 'TotalInvocation',
}

/** The syntax tree; undefined where this parser does not read the text. */
export function parseExpression(text: string): SyntaxNode | undefined {
  const tokens = tokensOf(text)
  if (!tokens) return undefined
  const reading: Reading = { tokens, at: 0, nesting: 0, isArgument: false }
  const expression = expressionOf(reading, 0)
  if (!expression || peek(reading).kind !== 'end') return undefined
  return { type: 'EntireExpression', children: [{ type: 'EntireExpression', children: [expression] }] }
}

type Reading = {
  readonly tokens: readonly Token[]
  at: number
  nesting: number
  /** Whether what is read stands in the arguments of a function. */
  isArgument: boolean
}

const END: Token = { kind: 'end', text: '', line: 1, column: 1 }

function peek({ tokens, at }: Reading): Token {
  return tokens[at] ?? END
}

/** Goes past a symbol or word, where it is there. */
function accept(reading: Reading, text: string): boolean {
  const token = peek(reading)
  const isThere = token.text === text && (token.kind === 'symbol' || token.kind === 'name')
  if (isThere) reading.at += 1
  return isThere
}

function expressionOf(reading: Reading, least: number): SyntaxNode | undefined {
  let left = operandOf(reading)
  while (left) {
    const { text, kind } = peek(reading)
    const [strength, type] = (kind === 'symbol' || kind === 'name' ? OPERATORS.get(text) : undefined) ?? []
    if (strength === undefined || type === undefined || strength <= least) return left
    reading.at += 1
    const right = type === 'TypeExpression' ? typeSpecifier(reading) : expressionOf(reading, strength)
    left = right && { type, text, children: [left, right] }
  }
  return undefined
}

/** A path, with its sign. */
function operandOf(reading: Reading): SyntaxNode | undefined {
  const { text, kind } = peek(reading)
  if (kind !== 'symbol' || (text !== '-' && text !== '+')) return path(reading)
  reading.at += 1
  const signed = nested(reading, () => expressionOf(reading, SIGN_STRENGTH))
  return signed && { type: 'PolarityExpression', text, children: [signed] }
}

/** A term, and the steps and indexes after it. */
function path(reading: Reading): SyntaxNode | undefined {
  let node = term(reading)
  while (node) {
    if (accept(reading, '.')) {
      const step = invocation(reading)
      node = step && { type: 'InvocationExpression', children: [node, step] }
    } else if (accept(reading, '[')) {
      const index = nested(reading, () => expressionOf(reading, 0))
      node =
        index && accept(reading, ']') ? { type: 'IndexerExpression', children: [node, index] } : undefined
    } else return node
  }
  return undefined
}

function term(reading: Reading): SyntaxNode | undefined {
  if (accept(reading, '(')) {
    const inner = nested(reading, () => expressionOf(reading, 0))
    return inner && accept(reading, ')')
      ? termOf({ type: 'ParenthesizedTerm', children: [inner] })
      : undefined
  }
  if (accept(reading, '%')) {
    const constant = externalConstant(reading)
    return constant && termOf(constant)
  }
  const constant = literal(reading)
  if (constant) return termOf(constant)
  const step = invocation(reading)
  if (!step) return undefined
  const atRoot = reading.isArgument ? 2 : 1
  const root: SyntaxNode = step.type === 'MemberInvocation' ? { ...step, atRoot } : step
  return termOf({ type: 'InvocationTerm', children: [root] })
}

function termOf(node: SyntaxNode): SyntaxNode {
  return { type: 'TermExpression', children: [node] }
}

function literal(reading: Reading): SyntaxNode | undefined {
  const { kind, text } = peek(reading)
  if (kind === 'string') return literalOf(reading, 'StringLiteral', text)
  if (kind === 'number') return number(reading, text)
  if (kind === 'temporal') {
    const type = text.startsWith('@T') ? 'Time' : text.includes('T') ? 'DateTime' : 'Date'
    return literalOf(reading, `${type}Literal`, text)
  }
  if (kind === 'name' && (text === 'true' || text === 'false'))
    return literalOf(reading, 'BooleanLiteral', text)
  if (text !== '{' || reading.tokens[reading.at + 1]?.text !== '}') return undefined
  reading.at += 2
  return { type: 'LiteralTerm', text: '{}', children: [{ type: 'NullLiteral' }] }
}

function literalOf(reading: Reading, type: string, text: string): SyntaxNode {
  reading.at += 1
  return { type: 'LiteralTerm', text, children: [{ type, text }] }
}

function number(reading: Reading, text: string): SyntaxNode {
  if (text.endsWith('L')) return literalOf(reading, 'LongNumberLiteral', text)
  const unit = reading.tokens[reading.at + 1] ?? END
  const hasUnit = unit.kind === 'string' || (unit.kind === 'name' && UNITS.has(unit.text))
  if (!hasUnit) return literalOf(reading, 'NumberLiteral', text)
  reading.at += 1
  return literalOf(reading, 'QuantityLiteral', text + unit.text)
}

/** What stands after a `%`. */
function externalConstant(reading: Reading): SyntaxNode | undefined {
  const { kind, text } = peek(reading)
  const type = 'ExternalConstantTerm'
  if (kind === 'string') {
    reading.at += 1
    return { type, delimitedText: text, children: [{ type: 'ExternalConstant' }] }
  }
  const name = identifier(reading)
  const children = name && [{ type: 'ExternalConstant', children: [name] }]
  if (!children) return undefined
  return kind === 'quoted-name'
    ? { type, delimitedText: text.slice(1, -1), children }
    : { type, text, children }
}

function identifier(reading: Reading): SyntaxNode | undefined {
  const { kind, text } = peek(reading)
  if (kind !== 'quoted-name' && (kind !== 'name' || RESERVED.has(text))) return undefined
  reading.at += 1
  return { type: 'Identifier', text }
}

function invocation(reading: Reading): SyntaxNode | undefined {
  const { kind, text, line, column } = peek(reading)
  if (kind === 'variable') {
    reading.at += 1
    return { type: VARIABLES[text] ?? '' }
  }
  const name = identifier(reading)
  if (!name) return undefined
  const start = { line, column }
  if (!accept(reading, '(')) return { type: 'MemberInvocation', text, start, children: [name] }
  const isSort = text === 'sort' || text === '`sort`'
  const parameters = argumentsOf(reading, isSort)
  if (!parameters) return undefined
  const list = parameters.length === 0 ? [] : [{ type: 'ParamList', children: parameters }]
  const parts = isSort ? parameters : [name, ...list]
  const functn = { type: 'Functn', text, ...(parts.length > 0 && { children: parts }) }
  return { type: 'FunctionInvocation', text, start, children: [functn] }
}

/** The arguments of a function up to its closing parenthesis; those of sort() may say a direction. */
function argumentsOf(reading: Reading, isSort: boolean): SyntaxNode[] | undefined {
  const found: SyntaxNode[] = []
  if (accept(reading, ')')) return found
  const isWithin = reading.isArgument
  do {
    reading.isArgument = isWithin || !isSort
    const from = reading.at
    const argument = nested(reading, () => expressionOf(reading, 0))
    if (!argument) return undefined
    const told = withText(argument, reading.tokens.slice(from, reading.at))
    if (isSort && !accept(reading, 'asc')) accept(reading, 'desc')
    found.push(isSort ? { type: 'SortDirectionArgument', children: [told] } : told)
  } while (accept(reading, ','))
  reading.isArgument = isWithin
  return accept(reading, ')') ? found : undefined
}

/** A path as an argument may be the name of a type: its text is kept, without blanks. */
function withText(argument: SyntaxNode, tokens: readonly Token[]): SyntaxNode {
  if (argument.type !== 'TermExpression' && argument.type !== 'InvocationExpression') return argument
  return { ...argument, text: tokens.map(({ text }) => text).join('') }
}

function typeSpecifier(reading: Reading): SyntaxNode | undefined {
  const names: SyntaxNode[] = []
  do {
    const name = identifier(reading)
    if (!name) return undefined
    names.push(name)
  } while (accept(reading, '.'))
  const text = names.map((name) => name.text ?? '').join('.')
  return { type: 'TypeSpecifier', text, children: [{ type: 'QualifiedIdentifier', children: names }] }
}

function nested(reading: Reading, read: () => SyntaxNode | undefined): SyntaxNode | undefined {
  if (reading.nesting >= NESTING_MAX) return undefined
  reading.nesting += 1
  const node = read()
  reading.nesting -= 1
  return node
}
