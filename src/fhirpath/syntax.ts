/**
 * Text to syntax tree, by our parser or, where that does not read it, fhirpath.js's; refuses what fhirpath.js would let pass silently when evaluated:
 * functions that do not exist, and known ones with the wrong number of arguments (it warns on the console and yields {}).
 */
import fhirpathJs from './fhirpath-js.cjs'
import { parseExpression } from './parser.ts'
import { FhirpathError } from './program.ts'

/** Characters of an expression. */
const EXPRESSION_LENGTH_MAX = 20_000
/** Levels of the syntax tree. */
const TREE_DEPTH_MAX = 400

export type SyntaxNode = {
  readonly type: string
  readonly text?: string
  readonly delimitedText?: string
  readonly atRoot?: 1 | 2
  readonly start?: { readonly line: number; readonly column: number }
  readonly children?: readonly SyntaxNode[]
}

/** Functions with the least and the greatest number of arguments that they take. */
const ARITIES: ReadonlyMap<string, readonly [number, number]> = new Map([
  ...arity(
    0,
    0,
    'resolve empty not allTrue anyTrue allFalse anyFalse isDistinct distinct count sum min max avg weight ordinal single ' +
      'first last type tail toInteger toLong toDecimal toString toDate toDateTime toTime toBoolean hasValue getValue ' +
      'htmlChecks convertsToBoolean convertsToInteger convertsToLong convertsToDecimal convertsToString convertsToDate ' +
      'convertsToDateTime convertsToTime convertsToQuantity upper lower length toChars trim abs ceiling exp floor ln sqrt ' +
      'truncate now today timeOfDay children descendants yearOf monthOf dayOf hourOf minuteOf secondOf millisecondOf ' +
      'timezoneOffsetOf dateOf timeOf precision',
  ),
  ...arity(
    1,
    1,
    'memberOf conformsTo all subsetOf supersetOf where extension select ofType is as take skip combine union intersect ' +
      'exclude indexOf lastIndexOf startsWith endsWith contains matches split encode decode escape unescape log power repeat comparable',
  ),
  ...arity(0, 1, 'exists toQuantity join round lowBoundary highBoundary'),
  ...arity(1, 2, 'aggregate trace defineVariable substring matchesFull'),
  ...arity(2, 3, 'iif'),
  ...arity(2, 2, 'replace replaceMatches'),
  ...arity(1, 16, 'coalesce'),
  ...arity(0, 16, 'sort'),
])

function arity(least: number, most: number, names: string): [string, readonly [number, number]][] {
  return names.split(' ').map((name) => [name, [least, most]])
}

/** The syntax tree of an expression; throws FhirpathError. */
export function parse(text: string): SyntaxNode {
  if (text.length > EXPRESSION_LENGTH_MAX) {
    throw new FhirpathError(
      'fhirpath-syntax',
      `The expression has more than ${String(EXPRESSION_LENGTH_MAX)} characters.`,
    )
  }
  const tree = parseText(text)
  checkFunctions(tree, 0)
  return tree
}

function parseText(text: string): SyntaxNode {
  try {
    return parseExpression(text) ?? (fhirpathJs().parse(text) as SyntaxNode)
  } catch (error) {
    // The parser reports `line: 1; column: 4; message: ...`, but fails otherwise on some broken paths and on deep ones.
    const reported = /line: (\d+); column: (\d+); message: ([^\n]*)/.exec(
      error instanceof Error ? error.message : '',
    )
    const [line, column] = [Number(reported?.[1] ?? 1), Number(reported?.[2] ?? 0) + 1]
    const reason = reported?.[3]?.replace(/ expecting .*/, '') ?? 'it is not FHIRPath'
    throw new FhirpathError('fhirpath-syntax', `Line ${String(line)}, column ${String(column)}: ${reason}.`, {
      line,
      column,
    })
  }
}

function checkFunctions(node: SyntaxNode, depth: number): void {
  if (depth > TREE_DEPTH_MAX)
    throw new FhirpathError('fhirpath-syntax', 'The expression is nested too deeply.')
  if (node.type === 'FunctionInvocation') checkFunction(node)
  if (node.type === 'ExternalConstantTerm') checkVariable(node)
  for (const child of node.children ?? []) checkFunctions(child, depth + 1)
}

/** fhirpath.js would find what all objects inherit. */
function checkVariable({ text, delimitedText, start }: SyntaxNode): void {
  const name = text ?? delimitedText ?? ''
  if (name in Object.prototype)
    throw new FhirpathError('fhirpath-unsupported', `there is no variable %${name}.`, start)
}

function checkFunction(node: SyntaxNode): void {
  const { name, parameters } = functionOf(node)
  const takes = ARITIES.get(name)
  const count = parameters.length
  if (takes && count >= takes[0] && count <= takes[1]) return
  const where = node.start && { line: node.start.line, column: node.start.column }
  const place = where ? `Line ${String(where.line)}, column ${String(where.column)}: ` : ''
  const reason = takes
    ? `${name}() does not take ${String(count)} arguments`
    : `there is no function ${name}()`
  throw new FhirpathError('fhirpath-unsupported', `${place}${reason}.`, where)
}

/** The name and the arguments of a FunctionInvocation. */
export function functionOf(node: SyntaxNode): { name: string; parameters: readonly SyntaxNode[] } {
  const [functn] = node.children ?? []
  const parameters = functn?.children?.find(({ type }) => type === 'ParamList' || type === 'SortParamList')
  const rest = functn?.children?.filter(({ type }) => type !== 'Identifier') ?? []
  return {
    name: identifier(functn?.text ?? ''),
    parameters: (parameters?.children ?? rest).map(({ type, children = [], ...other }) =>
      // The grammar wraps arguments that could be sort keys.
      type === 'SortDirectionArgument' && children[0] ? children[0] : { type, children, ...other },
    ),
  }
}

/** An identifier without its back-quotes. */
export function identifier(text: string): string {
  return text.startsWith('`') && text.endsWith('`') ? unescape(text.slice(1, -1)) : text
}

/** The value of a string literal with its quotes. */
export function stringLiteral(text: string): string {
  return unescape(text.slice(1, -1))
}

const ESCAPES: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', f: '\f' }

function unescape(text: string): string {
  return text.replaceAll(/\\(u[0-9a-fA-F]{4}|.)/g, (_match, escaped: string) =>
    escaped.length > 1
      ? String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
      : (ESCAPES[escaped] ?? escaped),
  )
}
