/** The transforms on primitives: truncate, escape, cast, append. */
import { textOf } from '../engine/datatypes.ts'
import { RunFault } from '../engine/run-state.ts'
import { castText, escape, escapings, truncate } from '../engine/text.ts'
import type { Escaping } from '../engine/text.ts'
import { fault } from '../syntax/fault.ts'
import type { Parameter, Transform } from '../syntax/syntax.ts'
import { typeNamed } from './link.ts'
import { argumentAt, makesOne } from './transform-parts.ts'
import type { TransformCompiler, TransformPlace } from './transform-parts.ts'

export const compileTruncate: TransformCompiler = (_transform, given, { rule }) => {
  const source = argumentAt(given, 0)
  const length = argumentAt(given, 1)
  return makesOne('string', (run, frame) => {
    const node = source.read(run, frame)
    const count = Number(length.read(run, frame).value)
    if (!Number.isInteger(count) || count < 0)
      throw new RunFault('value-type', rule, 'the length of truncate is no number of characters')
    return { value: truncate(textOf(node, rule), count), from: [node] }
  })
}

export const compileAppend: TransformCompiler = (_transform, given, { rule }) =>
  makesOne('string', (run, frame) => {
    const from = given.map((argument) => argument.read(run, frame))
    return { value: from.map((node) => textOf(node, rule)).join(''), from }
  })

export const compileEscape: TransformCompiler = ({ parameters }, given, { rule }) => {
  const source = argumentAt(given, 0)
  const from = escapingNamed(parameters[1])
  const to = escapingNamed(parameters[2])
  return makesOne('string', (run, frame) => {
    const node = source.read(run, frame)
    const value = escape(textOf(node, rule), from, to)
    if (value === undefined) throw new RunFault('cast', rule, `the text is not escaped as ${from} is`)
    return { value, from: [node] }
  })
}

function escapingNamed(parameter: Parameter | undefined): Escaping {
  if (!parameter) throw new Error('escape is compiled with three parameters')
  const name = parameter.kind === 'literal' ? escapings.find((known) => known === parameter.value) : undefined
  if (!name) throw fault('unsupported', parameter.at, `an escaping is one of ${escapings.join(', ')}`)
  return name
}

export const compileCast: TransformCompiler = (transform, given, at) => {
  const { types } = at.place.state
  const source = argumentAt(given, 0)
  const type = castType(transform, at)
  if (source.type !== undefined && types.kindOf(source.type) !== 'primitive')
    throw fault('type', transform.at, `${source.type} cannot be cast to ${type}`)
  return makesOne(type, (run, frame) => {
    const node = source.read(run, frame)
    const value = castText(textOf(node, at.rule), type)
    if (value === undefined) throw new RunFault('cast', at.rule, `the value is no ${type}`)
    return { value, from: [node] }
  })
}

/** The type that the cast names, else the one type of the element. */
function castType({ parameters, at }: Transform, { place, wanted }: TransformPlace): string {
  const { types } = place.state
  const named = parameters[1]
  if (!named && wanted.length !== 1)
    throw fault('type', at, `cast needs a type here: the element takes ${wanted.join(', ') || 'any'}`)
  if (named && (named.kind !== 'literal' || named.type !== 'string'))
    throw fault('unsupported', named.at, 'the type of cast is a text')
  const type = named
    ? typeNamed(types, place.linked, {
        text: named.kind === 'literal' ? String(named.value) : '',
        at: named.at,
      })
    : wanted[0]
  if (type === undefined || types.kindOf(type) !== 'primitive')
    throw fault('unsupported', at, `cast makes primitives only, not ${type ?? 'what is not held'}`)
  return type
}
