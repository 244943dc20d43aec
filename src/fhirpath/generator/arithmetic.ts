/** Writes `+`, `-`, `*`, `div`, `mod` of whole numbers, and `+` and `&` of texts; all else is left to the closures. */
import { single, type Item, type Scope, type Source } from './scope.ts'
import { fresh, UNCOVERED, write } from './writer.ts'

const ARITHMETIC: ReadonlyMap<string, (a: string, b: string) => string> = new Map([
  ['+', (a: string, b: string) => `plus(${a}, ${b})`],
  ['-', (a: string, b: string) => `whole(wholeNumber(${a}) - wholeNumber(${b}))`],
  ['*', (a: string, b: string) => `whole(wholeNumber(${a}) * wholeNumber(${b}))`],
  ['div', (a: string, b: string) => `divided(${a}, ${b}, false)`],
  ['mod', (a: string, b: string) => `divided(${a}, ${b}, true)`],
])

export function arithmetic(
  sign: string,
  [left, right]: readonly [Source, Source],
  { writer }: Scope,
  body: (item: Item) => void,
): void {
  const [a, b] = [single(left, writer).code, single(right, writer).code]
  const code = fresh(writer, 'm')
  if (sign === '&') {
    write(writer, `const ${code} = (textOf(${a}) ?? '') + (textOf(${b}) ?? '')`)
    body({ code, shape: 'string', type: undefined })
    return
  }
  const compute = ARITHMETIC.get(sign)
  if (!compute) throw UNCOVERED
  write(writer, `const ${code} = ${a} === undefined || ${b} === undefined ? undefined : ${compute(a, b)}`)
  write(writer, `if (${code} !== undefined) {`)
  body({ code, shape: 'any', type: undefined })
  write(writer, '}')
}
