/** Writes the functions that yield a boolean. */
import { compilePattern, type CompiledPattern } from '../matches.ts'
import { FhirpathError } from '../program.ts'
import { stringLiteral, type SyntaxNode } from '../syntax.ts'
import {
  argument,
  block,
  collect,
  hasItem,
  single,
  within,
  type Item,
  type Scope,
  type Source,
  type Truth,
} from './scope.ts'
import { constant, fresh, UNCOVERED, write } from './writer.ts'

export type WriteTruth = (input: Source, parameters: readonly SyntaxNode[], scope: Scope) => Truth

/** Writes a loop over items with their `$index`, where an argument asks for it. */
export function indexed(
  input: Source,
  argument_: SyntaxNode,
  scope: Scope,
  body: (item: Item, inner: Scope) => void,
): void {
  if (!asksIndex(argument_)) {
    input((item) => {
      body(item, within(item, '0', scope))
    })
    return
  }
  const { writer } = scope
  const [counter, index] = [fresh(writer, 'n'), fresh(writer, 'i')]
  write(writer, `let ${counter} = 0`)
  input((item) => {
    write(writer, `const ${index} = ${counter}; ${counter} += 1`)
    body(item, within(item, index, scope))
  })
}

function asksIndex(node: SyntaxNode): boolean {
  return node.type === 'IndexInvocation' || (node.children ?? []).some(asksIndex)
}

/** The items of which a criterion is true. */
export function matching(input: Source, criterion: SyntaxNode, scope: Scope): Source {
  return (body) => {
    indexed(input, criterion, scope, (item, inner) => {
      const { code } = scope.emit.truth(criterion, inner.focus, inner, true)
      write(scope.writer, `if (${code} === true) {`)
      body(item)
      write(scope.writer, '}')
    })
  }
}

const exists: WriteTruth = (input, [criterion], scope) => ({
  code: hasItem(criterion ? matching(input, criterion, scope) : input, scope.writer),
  isTotal: true,
})

const empty: WriteTruth = (input, _parameters, scope) => ({
  code: `!${hasItem(input, scope.writer)}`,
  isTotal: true,
})

const all: WriteTruth = (input, [criterion], scope) => {
  if (!criterion) throw UNCOVERED
  const { writer } = scope
  const code = fresh(writer, 't')
  write(writer, `let ${code} = true`)
  block(writer, (leave) => {
    indexed(input, criterion, scope, (_item, inner) => {
      const truth = scope.emit.truth(criterion, inner.focus, inner, true)
      write(writer, `if (${truth.code} !== true) { ${code} = false; ${leave} }`)
    })
  })
  return { code, isTotal: true }
}

/** Whether each boolean, or any, is this one. */
function booleans(value: boolean, isEach: boolean): WriteTruth {
  return (input, _parameters, { writer }) => {
    const code = fresh(writer, 't')
    const other = isEach ? '!==' : '==='
    write(writer, `let ${code} = ${String(isEach)}`)
    input((item) => {
      write(writer, `if (booleanOf(${item.code}) ${other} ${String(value)}) ${code} = ${String(!isEach)}`)
    })
    return { code, isTotal: true }
  }
}

const not: WriteTruth = (input, _parameters, { writer }) => {
  const { code } = single(input, writer)
  const truth = fresh(writer, 't')
  write(writer, `const ${truth} = ${code} === undefined ? undefined : ${code} === false`)
  return { code: truth, isTotal: false }
}

const hasValue: WriteTruth = (input, _parameters, { writer }) => {
  const [code, value, count] = [fresh(writer, 't'), fresh(writer, 's'), fresh(writer, 'n')]
  write(writer, `let ${value}, ${count} = 0`)
  input((item) => {
    write(writer, `${value} = ${item.code}; ${count} += 1`)
  })
  write(writer, `const ${code} = ${count} === 1 && isValue(${value})`)
  return { code, isTotal: true }
}

const isDistinct: WriteTruth = (input, _parameters, { writer }) => {
  const code = fresh(writer, 't')
  write(writer, `const ${code} = areDistinct(${collect(input, writer)})`)
  return { code, isTotal: true }
}

const htmlChecks: WriteTruth = (input, _parameters, { writer }) => {
  const text = single(input, writer)
  const code = fresh(writer, 't')
  write(writer, `const ${code} = textOf(${text.code}) === undefined ? undefined : isHtml(${text.code})`)
  return { code, isTotal: false }
}

/** A function of two texts; for the empty one there is no answer. */
function ofTexts(compare: (text: string, other: string) => string): WriteTruth {
  return (input, [parameter], scope) => {
    if (!parameter) throw UNCOVERED
    const { writer } = scope
    const [other, code] = [fresh(writer, 's'), fresh(writer, 't')]
    write(writer, `const ${other} = argumentText(${single(argument(parameter, scope), writer).code})`)
    const text = single(input, writer)
    const found = compare(text.code, other)
    write(
      writer,
      `const ${code} = textOf(${text.code}) === undefined || ${text.code} === '' ? undefined : ${found}`,
    )
    return { code, isTotal: false }
  }
}

const matchesAny = ofTexts((text, pattern) => `matches(${text}, ${pattern})`)

/** A pattern that stands in the expression is compiled with it. */
const matches: WriteTruth = (input, parameters, scope) => {
  const [literal] = parameters[0]?.children ?? []
  const pattern = literal?.type === 'StringLiteral' ? patternOf(stringLiteral(literal.text ?? '')) : undefined
  if (!pattern) return matchesAny(input, parameters, scope)
  const name = constant(scope.writer, pattern)
  return ofTexts((text) => `matchesPattern(${text}, ${name})`)(input, parameters, scope)
}

function patternOf(text: string): CompiledPattern | undefined {
  try {
    return compilePattern(text)
  } catch (error) {
    if (error instanceof FhirpathError) return undefined
    throw error
  }
}

/** A question to the environment about the one item. */
function asked(name: 'memberOf' | 'conformsTo'): WriteTruth {
  return (input, [parameter], scope) => {
    if (!parameter) throw UNCOVERED
    const { writer } = scope
    const [url, item] = [single(argument(parameter, scope), writer), single(input, writer)]
    const code = fresh(writer, 't')
    write(
      writer,
      `const ${code} = ${item.code} === undefined ? undefined : ask(environment.${name}, ${item.code}, ${url.code})`,
    )
    return { code, isTotal: false }
  }
}

export const FUNCTION_TRUTHS: ReadonlyMap<string, WriteTruth> = new Map<string, WriteTruth>([
  ['exists', exists],
  ['empty', empty],
  ['all', all],
  ['not', not],
  ['hasValue', hasValue],
  ['isDistinct', isDistinct],
  ['htmlChecks', htmlChecks],
  ['matches', matches],
  ['startsWith', ofTexts((text, other) => `${text}.startsWith(${other})`)],
  ['endsWith', ofTexts((text, other) => `${text}.endsWith(${other})`)],
  ['contains', ofTexts((text, other) => `${text}.includes(${other})`)],
  ['allTrue', booleans(true, true)],
  ['allFalse', booleans(false, true)],
  ['anyTrue', booleans(true, false)],
  ['anyFalse', booleans(false, false)],
  ['memberOf', asked('memberOf')],
  ['conformsTo', asked('conformsTo')],
])
