/** Writes functions of one item: of texts, and those that make one value of another. */
import { parameter, withValue, type Call, type WriteCall } from './call.ts'
import { argument, single, type Item } from './scope.ts'
import { fresh, write } from './writer.ts'

/** A function of the one item, by a function of the runtime. */
function ofOne(make: (value: string, call: Call) => string, shape: Item['shape'] = 'any'): WriteCall {
  return (call) => {
    const { writer } = call.scope
    const value = single(call.input, writer).code
    const code = fresh(writer, 'm')
    write(writer, `const ${code} = ${value} === undefined ? undefined : ${make(value, call)}`)
    withValue(code, { shape, type: undefined }, call)
  }
}

function numberArgument(call: Call, index: number): string {
  return `wholeNumber(${single(argument(parameter(call, index), call.scope), call.scope.writer).code})`
}

function substring(call: Call): void {
  const { writer } = call.scope
  const [start, length] = [fresh(writer, 'n'), fresh(writer, 'n')]
  const hasLength = call.parameters.length > 1
  write(writer, `const ${start} = ${numberArgument(call, 0)}`)
  write(writer, `const ${length} = ${hasLength ? numberArgument(call, 1) : 'undefined'}`)
  ofOne((value) => `substring(textOf(${value}), ${start}, ${length})`)(call)
}

function replaceMatches(call: Call): void {
  const { writer } = call.scope
  const [pattern, substitute] = [0, 1].map(
    (index) => single(argument(parameter(call, index), call.scope), writer).code,
  )
  const arguments_ = `argumentText(${pattern ?? ''}), textOf(${substitute ?? ''})`
  ofOne((value) => `replaceText(textOf(${value}), ${arguments_})`)(call)
}

export const VALUE_CALLS: readonly (readonly [string, WriteCall])[] = [
  ['toString', ofOne((value) => `stringOf(${value})`, 'string')],
  ['toInteger', ofOne((value) => `integerOf(${value})`, 'number')],
  ['length', ofOne((value) => `textOf(${value}).length`, 'number')],
  ['substring', substring],
  ['replaceMatches', replaceMatches],
]
