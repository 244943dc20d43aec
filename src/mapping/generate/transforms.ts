/** Writes the transforms of a target: blocks that hold each value that one makes, with what it was made of. */
import { translationsOf } from '../compile/translate.ts'
import { typeNamed } from '../compile/link.ts'
import { castText, contactSystem, escape, escapings, truncate } from '../engine/text.ts'
import type { Parameter, Transform } from '../syntax/syntax.ts'
import { NotGenerated } from './code.ts'
import { eachValue } from './expressions.ts'
import type { Spot } from './frame.ts'
import { eachElement, elementsOf, isShown } from './items.ts'
import { nestedReads } from './paths.ts'
import { consume, sourceOf } from './values.ts'
import type { Item } from './values.ts'

/** A value for the target. `take` writes down what of the source went into it. */
export type MadeValue = {
  readonly js: string
  readonly type: string | undefined
  readonly kind: Item['kind']
  /** Made here, and so nobody else's. */
  readonly isFresh: boolean
  readonly take: () => void
}

export type TakeValue = (value: MadeValue) => void

export function eachMade(transform: Transform, spot: Spot, wanted: readonly string[], body: TakeValue): void {
  const write = writers[transform.name]
  if (!write) throw new NotGenerated(`the transform ${transform.name}`)
  write({ transform, spot, wanted }, body)
}

type Given = { readonly transform: Transform; readonly spot: Spot; readonly wanted: readonly string[] }

const textWriter = (given: Given, body: TakeValue): void => body(textMade(given))
const datatypeWriter = ({ transform, spot }: Given, body: TakeValue): void =>
  body(datatypeMade(transform, spot))

/** The others are left to the closures. */
const writers: { readonly [name in Transform['name']]?: (given: Given, body: TakeValue) => void } = {
  copy: ({ transform, spot }, body) => copied(transform, spot, body),
  evaluate: ({ transform, spot }, body) => evaluated(transform, spot, body),
  translate: ({ transform, spot }, body) => translated(transform, spot, body),
  uuid: (_given, body) => body(made('X.newId()', 'id', 'string', [])),
  append: textWriter,
  truncate: textWriter,
  escape: textWriter,
  cast: textWriter,
  cc: datatypeWriter,
  c: datatypeWriter,
  id: datatypeWriter,
  cp: datatypeWriter,
}

function made(js: string, type: string, kind: Item['kind'], takes: readonly (() => void)[]): MadeValue {
  return { js, type, kind, isFresh: true, take: () => takes.forEach((take) => take()) }
}

function sourceValue(item: Item, spot: Spot, more?: () => void): MadeValue {
  const { code, bits } = spot.generator
  return {
    js: item.js,
    type: item.type,
    kind: item.kind,
    isFresh: item.kind !== 'object',
    take: () => {
      consume(code, bits, item)
      more?.()
    },
  }
}

function copied({ parameters, path = [] }: Transform, spot: Spot, body: TakeValue): void {
  const [parameter] = parameters
  if (!parameter) throw new NotGenerated('copy of nothing')
  if (parameter.kind === 'literal') {
    const { value, type } = parameter
    const kind = typeof value as 'string' | 'number' | 'boolean'
    return body(made(spot.generator.code.constant(value), type, kind, []))
  }
  const walk = (item: Item, index: number): void => {
    const name = path[index]
    if (!name) return body(sourceValue(item, spot))
    if (isShown(item)) throw new NotGenerated('a path in a resource of whatever type')
    const { code } = spot.generator
    for (const element of elementsOf(spot.place.state.types, item.type ?? '', name.text))
      eachElement(code, item, element, (child) => walk(child, index + 1))
  }
  walk(sourceOf(spot.scope, parameter.name), 0)
}

/** What the expression read went into each of its values; where it gives none, nothing was read. */
function evaluated({ expression, parameters }: Transform, spot: Spot, body: TakeValue): void {
  const { code } = spot.generator
  const [parameter] = parameters
  if (!expression || parameter?.kind === 'literal') throw new NotGenerated('evaluate on a literal')
  const context = parameter && sourceOf(spot.scope, parameter.name)
  const nested = nestedReads({ spot })
  const given = code.local('f')
  const declareGiven = code.later()
  const around = { spot, context, reads: nested.reads, text: expression.text }
  eachValue(expression, around, (item, isSourceValue) => {
    const read = (): void => {
      nested.commit()
      if (nested.isMarked()) code.line(`${given} = true;`)
    }
    const isOwn = isSourceValue && !item.isUntold
    body(isOwn ? sourceValue(item, spot, read) : { ...untold(item), isFresh: false, take: read })
  })
  if (!nested.isMarked()) return
  declareGiven(`let ${given} = false;`)
  code.line(`if (!${given}) Q.length = ${nested.mark};`)
}

function untold({ js, type, kind }: Item): MadeValue {
  return { js, type, kind, isFresh: false, take: () => undefined }
}

type Argument = {
  readonly js: string
  readonly text: string
  readonly item: Item | undefined
  readonly isText: boolean
}

/** A parameter as a primitive: `text` is it as a text. */
function argument(parameter: Parameter | undefined, spot: Spot): Argument {
  const { code } = spot.generator
  if (!parameter) throw new NotGenerated('a parameter that is not there')
  if (parameter.kind === 'literal') {
    const js = code.constant(parameter.value)
    const isText = typeof parameter.value === 'string'
    return { js, text: isText ? js : code.constant(String(parameter.value)), item: undefined, isText }
  }
  const item = sourceOf(spot.scope, parameter.name)
  if (item.kind === 'object' || item.kind === undefined) throw new NotGenerated('a text of an object')
  const isText = item.kind === 'string'
  return { js: item.js, text: isText ? item.js : `String(${item.js})`, item, isText }
}

function takesOf(given: readonly Argument[], { generator }: Spot): (() => void)[] {
  return given.flatMap(({ item }) => (item ? [() => consume(generator.code, generator.bits, item)] : []))
}

function textMade({ transform, spot, wanted }: Given): MadeValue {
  const { code } = spot.generator
  const { name, parameters } = transform
  if (name === 'append') {
    const given = parameters.map((parameter) => argument(parameter, spot))
    return made(given.map(({ text }) => text).join(' + '), 'string', 'string', takesOf(given, spot))
  }
  const source = argument(parameters[0], spot)
  const takes = takesOf([source], spot)
  const local = code.local('x')
  if (name === 'truncate') {
    const length = argument(parameters[1], spot)
    const count = literalOf(parameters[1])
    if (typeof count !== 'number' || !Number.isInteger(count) || count < 0)
      throw new NotGenerated('a length that is read, or is none')
    code.line(`const ${local} = ${code.constant(truncate)}(${source.text}, ${length.js});`)
    return made(local, 'string', 'string', takes)
  }
  if (name === 'escape') {
    const [from, to] = [literalOf(parameters[1]), literalOf(parameters[2])].map((word) =>
      escapings.find((one) => one === word),
    )
    if (!from || !to) throw new NotGenerated('an escaping')
    const call = `${code.constant(escape)}(${source.text}, ${code.constant(from)}, ${code.constant(to)})`
    code.line(`const ${local} = ${call};`)
    code.line(`if (${local} === undefined) b();`)
    return made(local, 'string', 'string', takes)
  }
  return castMade(transform, source, { spot, wanted, local, takes })
}

type Casting = {
  readonly spot: Spot
  readonly wanted: readonly string[]
  readonly local: string
  readonly takes: readonly (() => void)[]
}

function castMade(
  { parameters }: Transform,
  source: Argument,
  { spot, wanted, local, takes }: Casting,
): MadeValue {
  const { code } = spot.generator
  const { place } = spot
  const named = parameters[1]
  const type = named
    ? typeNamed(place.state.types, place.linked, { text: String(literalOf(named)), at: named.at })
    : wanted[0]
  if (type === undefined) throw new NotGenerated('a cast to a type that is not held')
  const kind = jsonKinds[type] ?? 'string'
  if (textTypes.has(type)) return made(source.text, type, kind, takes)
  code.line(`const ${local} = ${code.constant(castText)}(${source.text}, ${code.constant(type)});`)
  code.line(`if (${local} === undefined) b();`)
  return made(local, type, kind, takes)
}

const jsonKinds: Readonly<Record<string, Item['kind']>> = {
  boolean: 'boolean',
  integer: 'number',
  decimal: 'number',
  positiveInt: 'number',
  unsignedInt: 'number',
}

/** Types whose cast takes any text as it is. */
const textTypes = new Set(['string', 'code', 'uri', 'url', 'canonical', 'id', 'oid', 'uuid', 'markdown'])

function literalOf(parameter: Parameter | undefined): unknown {
  return parameter?.kind === 'literal' ? parameter.value : undefined
}

function datatypeMade({ name, parameters }: Transform, spot: Spot): MadeValue {
  const given = parameters.map((parameter) => argument(parameter, spot))
  const takes = takesOf(given, spot)
  const [one, two, three] = given.map(({ text }) => text)
  const coding = `{ system: ${one}, code: ${two}${three === undefined ? '' : `, display: ${three}`} }`
  if (name === 'c') return made(coding, 'Coding', 'object', takes)
  if (name === 'cc') {
    const concept = given.length === 1 ? `{ text: ${one} }` : `{ coding: [${coding}] }`
    return made(concept, 'CodeableConcept', 'object', takes)
  }
  if (name === 'id') {
    if (three !== undefined) throw new NotGenerated('id with a type')
    return made(`{ system: ${one}, value: ${two} }`, 'Identifier', 'object', takes)
  }
  const system = two === undefined ? `${spot.generator.code.constant(contactSystem)}(${one})` : one
  return made(`{ system: ${system}, value: ${two ?? one} }`, 'ContactPoint', 'object', takes)
}

const translateTypes: Readonly<Record<string, readonly [string, Item['kind']]>> = {
  code: ['code', 'string'],
  system: ['uri', 'string'],
  display: ['string', 'string'],
  Coding: ['Coding', 'object'],
  CodeableConcept: ['CodeableConcept', 'object'],
}

function translated(transform: Transform, spot: Spot, body: TakeValue): void {
  const { generator, place, rule } = spot
  const { code, bits } = generator
  const [parameter] = transform.parameters
  if (parameter?.kind !== 'variable') throw new NotGenerated('translate of a literal')
  const item = sourceOf(spot.scope, parameter.name)
  const { url, output, translate } = translationsOf(transform, place)
  const [type, kind] = translateTypes[output] ?? []
  if (type === undefined || kind === undefined) throw new NotGenerated(`translate to ${output}`)
  const results = code.local('a')
  const result = code.local('v')
  code.line(`const ${results} = ${code.constant(remembered(translate))}(${item.js});`)
  // A concept map that is not held ends the run, as the closures tell it.
  code.line(`if (${results} === undefined) b();`)
  code.open(`if (${results}.length === 0)`)
  if (item.kind === 'object') code.line(`U.push(${item.js});`)
  else if (item.place) {
    const [holder, key] =
      item.place.kind === 'any'
        ? [item.place.holder, item.place.key]
        : [item.place.owner, code.constant(item.place.name)]
    code.line(`W.push(${holder}, ${key});`)
  }
  code.line(
    `L.push(${code.constant({ rule, message: `no translation by ${url} (line ${transform.at.line})` })});`,
  )
  code.close()
  code.open(`else for (const ${result} of ${results})`)
  generator.loops += 1
  generator.conditions += 1
  body({ js: result, type, kind, isFresh: kind !== 'object', take: () => consume(code, bits, item) })
  generator.loops -= 1
  generator.conditions -= 1
  code.close()
}

/** Codes that one translation remembers. */
const rememberedMax = 10_000

/** The terminology stays as it is while a map is compiled: a code has one answer. */
function remembered(
  translate: (value: unknown) => readonly unknown[] | undefined,
): (value: unknown) => readonly unknown[] | undefined {
  const known = new Map<unknown, readonly unknown[] | undefined>()
  return (value) => {
    if (typeof value === 'object') return translate(value)
    const found = known.get(value)
    if (found) return found
    const fresh = translate(value)
    if (known.size < rememberedMax) known.set(value, fresh)
    return fresh
  }
}
