/** Writes the functions that yield items. */
import { functionOf, type SyntaxNode } from '../syntax.ts'
import { property } from './properties.ts'
import {
  argument,
  block,
  collect,
  countOf,
  itemsOf,
  loop,
  only,
  single,
  type Item,
  type Scope,
  type Source,
} from './scope.ts'
import { parameter, withValue, type Call, type WriteCall } from './call.ts'
import { castItems } from './type-casts.ts'
import { VALUE_CALLS } from './value-calls.ts'
import { indexed, matching } from './truth-calls.ts'
import { fresh, UNCOVERED, write } from './writer.ts'

type Body = (item: Item) => void
export function callItems(node: SyntaxNode, input: Source, scope: Scope, body: Body): void {
  const { name, parameters } = functionOf(node)
  if (name === 'as' || name === 'ofType') {
    castItems(node, input, scope, body)
    return
  }
  const make = CALLS.get(name)
  if (!make) throw UNCOVERED
  make({ parameters, input, scope, body })
}

const UNTYPED = { shape: 'any', type: undefined } as const

function where(call: Call): void {
  matching(call.input, parameter(call), call.scope)(call.body)
}

function select(call: Call): void {
  const projection = parameter(call)
  indexed(call.input, projection, call.scope, (_item, inner) => {
    call.scope.emit.each(projection, inner.focus, inner, call.body)
  })
}

function first({ input, scope, body }: Call): void {
  block(scope.writer, (leave) => {
    input((item) => {
      body(item)
      write(scope.writer, leave)
    })
  })
}

function last(call: Call): void {
  const { writer } = call.scope
  const code = fresh(writer, 's')
  write(writer, `let ${code}`)
  call.input((item) => {
    write(writer, `${code} = ${item.code}`)
  })
  withValue(code, UNTYPED, call)
}

/** The items from a place on, or up to it. */
function cut(sign: '<' | '>=', fixed?: number): WriteCall {
  return (call) => {
    const { input, scope, body } = call
    const { writer } = scope
    const count = fresh(writer, 'n')
    const limit = fresh(writer, 'n')
    const wanted =
      fixed === undefined
        ? `wholeNumber(${single(argument(parameter(call), scope), writer).code})`
        : String(fixed)
    write(writer, `const ${limit} = ${wanted}; let ${count} = 0`)
    input((item) => {
      write(writer, `if (${count} ${sign} ${limit}) {`)
      body(item)
      write(writer, `} ${count} += 1`)
    })
  }
}

function count({ input, scope, body }: Call): void {
  body({ code: countOf(input, scope.writer), shape: 'number', type: undefined })
}

/** An array of all items, and what a function of the runtime makes of it. */
function ofArray(make: (array: string, call: Call) => string): WriteCall {
  return (call) => {
    const { input, scope, body } = call
    const array = collect(input, scope.writer)
    const made = fresh(scope.writer, 'a')
    write(scope.writer, `const ${made} = ${make(array, call)}`)
    loop(made, scope.writer, body)
  }
}

function combine(call: Call): void {
  const { writer } = call.scope
  const array = collect((body) => {
    call.input(body)
    argument(parameter(call), call.scope)(body)
  }, writer)
  loop(array, writer, call.body)
}

const intersect = ofArray(
  (array, call) =>
    `intersection(${array}, ${collect(argument(parameter(call), call.scope), call.scope.writer)})`,
)

const union = ofArray((array, call) => {
  const other = collect(argument(parameter(call), call.scope), call.scope.writer)
  return `distinct([...${array}, ...${other}])`
})

function children({ input, scope, body }: Call): void {
  input((item) => {
    const array = fresh(scope.writer, 'a')
    write(scope.writer, `const ${array} = childrenOf(${item.code})`)
    loop(array, scope.writer, body)
  })
}

function extension(call: Call): void {
  const { input, scope, body } = call
  const { writer } = scope
  const url = fresh(writer, 's')
  write(writer, `const ${url} = argumentText(${single(argument(parameter(call), scope), writer).code})`)
  input((item) => {
    property(item, 'extension', scope, (each) => {
      const own = single((read) => {
        property(each, 'url', scope, read)
      }, writer)
      write(writer, `if (${own.code} !== undefined && same(${own.code}, ${url})) {`)
      body(each)
      write(writer, '}')
    })
  })
}

function resolve(call: Call): void {
  const { input, scope } = call
  input((item) => {
    const code = fresh(scope.writer, 's')
    write(scope.writer, `const ${code} = resolved(${item.code}, environment)`)
    withValue(code, { shape: 'object', type: undefined }, call)
  })
}

/** One of two arguments, of which the other is not evaluated (FHIRPath 2.0 section 5.5.1). */
function iif(call: Call): void {
  const { input, scope, body } = call
  const { writer } = scope
  const focus = optional(single(input, writer), scope)
  const inner = { ...scope, focus }
  const { code } = scope.emit.truth(parameter(call, 0), focus, inner, true)
  const array = fresh(writer, 'a')
  const collectInto = (node: SyntaxNode): void => {
    itemsOf(
      node,
      focus,
      inner,
    )((item) => {
      write(writer, `${array}.push(${item.code})`)
    })
  }
  write(writer, `const ${array} = []`)
  write(writer, `if (${code} === true) {`)
  collectInto(parameter(call, 1))
  if (call.parameters.length > 2) {
    write(writer, '} else {')
    collectInto(parameter(call, 2))
  }
  write(writer, '}')
  loop(array, writer, body)
}

function optional(item: Item, { writer }: Scope): Source {
  return (body) => {
    write(writer, `if (${item.code} !== undefined) {`)
    only(item)(body)
    write(writer, '}')
  }
}

const CALLS: ReadonlyMap<string, WriteCall> = new Map<string, WriteCall>([
  ['where', where],
  ['select', select],
  ['first', first],
  ['last', last],
  ['tail', cut('>=', 1)],
  ['skip', cut('>=')],
  ['take', cut('<')],
  ['count', count],
  [
    'trace',
    ({ input, body }) => {
      input(body)
    },
  ],
  ['distinct', ofArray((array) => `distinct(${array})`)],
  ['descendants', ofArray((array) => `descendants(${array})`)],
  ['children', children],
  ['combine', combine],
  ['union', union],
  ['intersect', intersect],
  ['extension', extension],
  ['resolve', resolve],
  ['iif', iif],
  ...VALUE_CALLS,
])
