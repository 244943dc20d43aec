/** Writes the functions of FHIRPath that maps use, and what goes through collections for them. */
import type { PathTree } from '../syntax/syntax.ts'
import { NotGenerated } from './code.ts'
import type { Around, Scalar } from './frame.ts'
import { kept, present, surroundings } from './scalars.ts'
import type { Body, Item } from './values.ts'
import { each, filtered, isPath } from './paths.ts'

type Call = PathTree & { kind: 'call' }

const scalarOf = (tree: PathTree, around: Around): Scalar =>
  around.spot.generator.expressions.scalar(tree, around)
const conditionOf = (tree: PathTree, around: Around): string =>
  around.spot.generator.expressions.conditionOf(tree, around)

export function callOf(tree: Call, around: Around): Scalar {
  if (!tree.on && tree.name === 'iif') return choice(tree.parameters, around)
  // A function by itself is one of what is looked at.
  const input: PathTree = tree.on ?? { ...tree, kind: 'this' }
  const write = collectionFunctions.get(tree.name)
  if (write) return write(input, tree.parameters, around)
  const make = textFunctions.get(tree.name)
  if (!make) throw new NotGenerated(`${tree.name}()`)
  const on = scalarOf(input, around)
  const given = tree.parameters.map((parameter) => scalarOf(parameter, around))
  return kept(make(on, given, around), around)
}

/** Runs `body` for each value of paths, unions, filters and projections; `body` takes no reads of union's parts again. */
export function eachOf(tree: PathTree, around: Around, body: Body): void {
  if (tree.kind === 'group') return eachOf(tree.inner, around, body)
  if (isPath(tree, surroundings(around))) return each(tree, around, body)
  if (tree.kind === 'operation' && tree.operators.every((operator) => operator === '|')) {
    for (const operand of tree.operands)
      eachOf(operand, around, (item) => {
        around.reads.take(item)
        body({ ...item, isUntold: true })
      })
    return
  }
  const [first] = tree.kind === 'call' ? tree.parameters : []
  if (tree.kind === 'call' && tree.on && first && tree.name === 'where')
    return eachOf(tree.on, around, (item) => filtered(untold(item), first, around, body))
  if (tree.kind === 'call' && tree.on && first && tree.name === 'select')
    return eachOf(tree.on, around, (item) => projected(untold(item), first, around, body))
  throw new NotGenerated(`a collection (${tree.kind})`)
}

/** What FHIRPath alone looks at. */
function untold(item: Item): Item {
  return { ...item, isUntold: true }
}

function projected(item: Item, tree: PathTree, around: Around, body: Body): void {
  const { code } = around.spot.generator
  const value = scalarOf(tree, { ...around, context: item })
  const made: Item = { js: value.js, type: value.type, kind: value.kind, place: undefined, mask: undefined }
  if (!value.isOptional) return body(made)
  code.open(`if (${value.js} !== undefined)`)
  body(made)
  code.close()
}

/** iif(condition, then, else?): only what is chosen is looked at. */
function choice([condition, then, otherwise]: readonly PathTree[], around: Around): Scalar {
  const { code } = around.spot.generator
  if (!condition || !then) throw new NotGenerated('iif()')
  const test = scalarOf(condition, around)
  if (test.kind !== 'boolean') throw new NotGenerated('iif() of no boolean')
  const result = code.local('x')
  code.line(`let ${result};`)
  code.open(`if (${test.js} === true)`)
  const one = scalarOf(then, around)
  code.line(`${result} = ${one.js};`)
  code.close()
  if (!otherwise) return { ...one, js: result, isOptional: true }
  code.open('else')
  const other = scalarOf(otherwise, around)
  code.line(`${result} = ${other.js};`)
  code.close()
  if (one.kind !== other.kind) throw new NotGenerated('iif() of two kinds')
  const type = one.type === other.type ? one.type : undefined
  return { js: result, kind: one.kind, type, isOptional: one.isOptional || other.isOptional }
}

type CollectionFunction = (on: PathTree, parameters: readonly PathTree[], around: Around) => Scalar

const exists: CollectionFunction = (on, [criteria], around) => {
  const { code } = around.spot.generator
  const found = code.local('x')
  code.line(`let ${found} = false;`)
  eachOf(on, around, (item) => {
    around.reads.take(item)
    if (!criteria) return code.line(`${found} = true;`)
    const holds = conditionOf(criteria, { ...around, context: untold(item) })
    code.line(`if (${holds}) ${found} = true;`)
  })
  return { js: found, kind: 'boolean', type: 'boolean', isOptional: false }
}

const all: CollectionFunction = (on, [criteria], around) => {
  const { code } = around.spot.generator
  if (!criteria) throw new NotGenerated('all()')
  const found = code.local('x')
  code.line(`let ${found} = true;`)
  eachOf(on, around, (item) => {
    around.reads.take(item)
    const holds = conditionOf(criteria, { ...around, context: untold(item) })
    code.line(`if (!(${holds})) ${found} = false;`)
  })
  return { js: found, kind: 'boolean', type: 'boolean', isOptional: false }
}

const empty: CollectionFunction = (on, parameters, around) => {
  if (parameters.length > 0) throw new NotGenerated('empty()')
  const found = exists(on, [], around)
  return kept({ ...found, js: `!${found.js}` }, around)
}

const count: CollectionFunction = (on, parameters, around) => {
  const { code } = around.spot.generator
  if (parameters.length > 0 || !isPath(on, surroundings(around))) throw new NotGenerated('count()')
  const found = code.local('x')
  code.line(`let ${found} = 0;`)
  each(on, around, (item) => {
    code.line(`${found}++;`)
    around.reads.take(item)
  })
  return { js: found, kind: 'number', type: 'integer', isOptional: false }
}

const join: CollectionFunction = (on, [separator], around) => {
  const { code } = around.spot.generator
  const between = separator && scalarOf(separator, around)
  if (between && (between.kind !== 'string' || between.isOptional)) throw new NotGenerated('join()')
  const found = code.local('x')
  code.line(`let ${found};`)
  each(on, around, (item) => {
    if (item.kind !== 'string') throw new NotGenerated('join() of other than texts')
    code.line(
      `${found} = ${found} === undefined ? ${item.js} : ${found} + ${between?.js ?? "''"} + ${item.js};`,
    )
    around.reads.take(item)
  })
  return { js: found, kind: 'string', type: 'string', isOptional: true }
}

const collectionFunctions: ReadonlyMap<string, CollectionFunction> = new Map([
  ['exists', exists],
  ['empty', empty],
  ['all', all],
  ['count', count],
  ['join', join],
])

type TextFunction = (on: Scalar, given: readonly Scalar[], around: Around) => Scalar

function texts(on: Scalar, given: readonly Scalar[], parameters: number): readonly Scalar[] {
  if (given.length !== parameters || [on, ...given].some(({ kind }) => kind !== 'string'))
    throw new NotGenerated('a function of texts on other values')
  return [on, ...given]
}

/** A function of texts that JavaScript has too. */
function textFunction(name: string, parameters: number, kind: 'string' | 'boolean'): TextFunction {
  return (on, given) => {
    const all = texts(on, given, parameters)
    const call = `${on.js}.${name}(${given.map(({ js }) => js).join(', ')})`
    return { ...present(all, call), kind, type: kind }
  }
}

/** Outside the text there is nothing. */
const substring: TextFunction = (on, given) => {
  const [start, length] = given
  if (on.kind !== 'string' || !start || given.some(({ kind }) => kind !== 'number') || given.length > 2)
    throw new NotGenerated('substring()')
  const from = start.js
  const to = length ? `, ${from} + ${length.js}` : ''
  const inside = `(${from} < 0 || ${from} >= ${on.js}.length ? undefined : ${on.js}.substring(${from}${to}))`
  return { js: present([on, ...given], inside).js, kind: 'string', type: 'string', isOptional: true }
}

const replace: TextFunction = (on, given) => {
  const all = texts(on, given, 2)
  const [pattern, substitution] = given
  // An empty pattern stands between all characters; as a function, the new text has no signs of its own.
  const made = `(${pattern?.js} === '' ? b() : ${on.js}.replaceAll(${pattern?.js}, () => ${substitution?.js}))`
  return { ...present(all, made), kind: 'string', type: 'string' }
}

const not: TextFunction = (on, given) => {
  if (on.kind !== 'boolean' || given.length > 0) throw new NotGenerated('not() of no boolean')
  return { ...present([on], `!${on.js}`), kind: 'boolean', type: 'boolean' }
}

const length: TextFunction = (on, given) => {
  const all = texts(on, given, 0)
  return { ...present(all, `${on.js}.length`), kind: 'number', type: 'integer' }
}

const toText: TextFunction = (on, given) => {
  const isPlain = on.kind === 'string' || on.kind === 'boolean' || on.type === 'integer'
  if (!isPlain || given.length > 0) throw new NotGenerated('toString()')
  return { ...present([on], `String(${on.js})`), kind: 'string', type: 'string' }
}

const escaped: TextFunction = (on, given, { spot }) => {
  const [target] = texts(on, given, 1).slice(1)
  const { code } = spot.generator
  if (target?.js !== code.constant('html')) throw new NotGenerated('escape() but for HTML')
  return { ...present([on], `${code.constant(escapeHtml)}(${on.js})`), kind: 'string', type: 'string' }
}

const htmlSigns: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => htmlSigns[sign] ?? sign)
}

const textFunctions: ReadonlyMap<string, TextFunction> = new Map([
  ['startsWith', textFunction('startsWith', 1, 'boolean')],
  ['endsWith', textFunction('endsWith', 1, 'boolean')],
  ['contains', textFunction('includes', 1, 'boolean')],
  ['upper', textFunction('toUpperCase', 0, 'string')],
  ['lower', textFunction('toLowerCase', 0, 'string')],
  ['escape', escaped],
  ['substring', substring],
  ['replace', replace],
  ['not', not],
  ['length', length],
  ['toString', toText],
])
