/** Writes the times that an expression names: literals, now() and today(), moved by durations. They are only compared. */
import { parseLiteral, QuantityLiteral, Temporal, type Literal } from '../literals.ts'
import { functionOf, type SyntaxNode } from '../syntax.ts'
import { bare } from './forms.ts'
import { constant, type Writer } from './writer.ts'

const TYPES: ReadonlySet<string | undefined> = new Set(['date', 'dateTime', 'instant'])

/** Whether nodes of a type are dates or times of day. */
export function isTimeType(type: string | undefined): boolean {
  return TYPES.has(type)
}

/** The code of a time's text; undefined for what is no such part. */
export function timeText(node: SyntaxNode, writer: Writer): string | undefined {
  const inner = bare(node)
  if (inner.type === 'LiteralTerm') return literalTime(inner, writer)
  if (inner.type === 'AdditiveExpression') return movedText(inner, writer)
  if (inner.type !== 'FunctionInvocation') return undefined
  const { name } = functionOf(inner)
  if (name === 'now') return 'nowOf(environment)'
  return name === 'today' ? 'nowOf(environment).slice(0, 10)' : undefined
}

function literalTime(node: SyntaxNode, writer: Writer): string | undefined {
  const literal = literalOf(node)
  const isTime = literal instanceof Temporal && !literal.text.startsWith('T')
  return isTime ? constant(writer, literal.text) : undefined
}

function movedText({ text: sign, children = [] }: SyntaxNode, writer: Writer): string | undefined {
  const [from, by] = children
  const text = from && timeText(from, writer)
  const duration = by && literalOf(bare(by))
  if (text === undefined || !(duration instanceof QuantityLiteral) || sign === '&') return undefined
  return `movedTime(${text}, ${constant(writer, duration)}, ${sign === '-' ? '-1' : '1'})`
}

function literalOf(node: SyntaxNode): Literal | undefined {
  const [literal] = node.children ?? []
  return node.type === 'LiteralTerm' && literal ? parseLiteral(literal.type, literal.text ?? '') : undefined
}
