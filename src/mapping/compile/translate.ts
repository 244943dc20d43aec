/**
 * The transform translate(source, map, output). The map is `#id` of this map, `url#id` of another one at hand, or a
 * ConceptMap's URL. A code that has no translation sets nothing and is reported (`no-code`).
 */
import { isJson, isPresent, made } from '../engine/node.ts'
import type { Json } from '../engine/node.ts'
import { RunFault } from '../engine/run-state.ts'
import { fault } from '../syntax/fault.ts'
import type { InlineConceptMap, Position, Transform } from '../syntax/syntax.ts'
import type { Place, TranslatedCode, Values } from './state.ts'
import { argumentAt } from './transform-parts.ts'
import type { TransformCompiler } from './transform-parts.ts'

type Coded = { readonly system?: string; readonly code: string; readonly display?: string }

/** No answer means that the concept map itself is not held. */
type Translate = (coded: Coded) => readonly TranslatedCode[] | undefined

/**
 * Equivalences by which the target says no more than the source did, best first. The others (narrower, specializes, inexact)
 * would add to what was recorded.
 */
const usable: readonly (readonly string[])[] = [
  ['equal', 'equivalent'],
  ['relatedto', 'wider', 'subsumes'],
]

const outputTypes: ReadonlyMap<string, string> = new Map([
  ['code', 'code'],
  ['system', 'uri'],
  ['display', 'string'],
  ['Coding', 'Coding'],
  ['CodeableConcept', 'CodeableConcept'],
])

export type Translations = {
  readonly url: string
  /** What the result is: `code`, `system`, `display`, `Coding` or `CodeableConcept`. */
  readonly output: string
  readonly type: string
  /** The results for a value; undefined where the concept map is not held. */
  readonly translate: (value: unknown) => readonly unknown[] | undefined
}

/** What the parameters of a translate ask for. */
export function translationsOf({ parameters, at }: Transform, place: Place): Translations {
  const [, map, output] = parameters
  const type = output?.kind === 'literal' ? outputTypes.get(String(output.value)) : undefined
  if (output?.kind !== 'literal' || type === undefined)
    throw fault(
      'unsupported',
      output?.at ?? at,
      `the output of translate is one of ${[...outputTypes.keys()].join(', ')}`,
    )
  if (map?.kind !== 'literal' || map.type !== 'string')
    throw fault('unsupported', map?.at ?? at, 'the map of translate is a text')
  const url = String(map.value)
  const translator = translatorOf(url, map.at, place)
  const wanted = String(output.value)
  const translate = (value: unknown): readonly unknown[] | undefined => {
    const found = firstFound(codedValues(value), translator)
    return found && outputs(found, wanted)
  }
  return { url, output: wanted, type, translate }
}

export const compileTranslate: TransformCompiler = (transform, given, { place, rule }) => {
  const { url, type, translate } = translationsOf(transform, place)
  const source = argumentAt(given, 0)
  const values: Values = (run, frame) => {
    const node = source.read(run, frame)
    const results = translate(node.value)
    if (!results) throw new RunFault('reference', rule, `the concept map ${url} is not held`)
    if (results.length === 0) {
      run.uncoded.push(node)
      run.log.push({ rule, message: `no translation by ${url} (line ${transform.at.line})` })
    }
    return results.map((value) => made(value, type, [node]))
  }
  return { type, values }
}

function translatorOf(url: string, at: Position, { state, linked }: Place): Translate {
  const hash = url.indexOf('#')
  const mapUrl = url.slice(0, Math.max(hash, 0))
  const owner = mapUrl === '' ? linked : state.maps.find(({ map }) => map.url === mapUrl)
  const inline = hash < 0 ? undefined : owner?.conceptMaps.get(url.slice(hash + 1))
  if (inline) return inlineTranslator(inline)
  const { translate, holdsConceptMap } = state.ground
  if (hash === 0 || !translate || holdsConceptMap?.(url) === false)
    throw fault('reference', at, `there is no concept map '${url}'`)
  return ({ system, code }) => translate(url, system === undefined ? { code } : { system, code })
}

function inlineTranslator({ translations, provided }: InlineConceptMap): Translate {
  const byCode = new Map<string, (TranslatedCode & { readonly from: string })[]>()
  const known = new Set<string>()
  for (const { sourceSystem, sourceCode, targetSystem, targetCode, equivalence } of translations) {
    known.add(sourceSystem)
    const found = byCode.get(sourceCode) ?? []
    byCode.set(sourceCode, found)
    const target = {
      ...(targetSystem !== undefined && { system: targetSystem }),
      ...(targetCode !== undefined && { code: targetCode }),
    }
    found.push({ ...target, equivalence, from: sourceSystem })
  }
  return (coded) => {
    const found = (byCode.get(coded.code) ?? []).filter(
      ({ from }) => coded.system === undefined || coded.system === from,
    )
    if (found.length > 0) return found
    const system = coded.system === undefined ? provided[0] : provided.find((one) => one === coded.system)
    return system === undefined ? [] : [{ ...coded, system, equivalence: 'equal' }]
  }
}

/** The codes of a code, a Coding or a CodeableConcept. */
function codedValues(value: unknown): Coded[] {
  if (!isPresent(value)) return []
  if (!isJson(value)) return [{ code: String(value) }]
  const codings: unknown[] = Array.isArray(value['coding']) ? value['coding'] : [value]
  return codings.filter(isJson).flatMap(({ system, code, display }) => {
    if (typeof code !== 'string') return []
    return [
      {
        code,
        ...(typeof system === 'string' && { system }),
        ...(typeof display === 'string' && { display }),
      },
    ]
  })
}

/** The translations of the first coding that has any; undefined where the concept map is not held. */
function firstFound(coded: readonly Coded[], translate: Translate): readonly TranslatedCode[] | undefined {
  for (const one of coded) {
    const all = translate(one)
    if (!all) return undefined
    for (const kinds of usable) {
      const found = all.filter(({ code, equivalence }) => code !== undefined && kinds.includes(equivalence))
      if (found.length > 0) return found
    }
  }
  return []
}

function outputs(found: readonly TranslatedCode[], output: string): unknown[] {
  if (output === 'code' || output === 'system' || output === 'display')
    return found.map((one) => one[output]).filter(isPresent)
  const codings = found.map(({ system, code, display }): Json => {
    return {
      ...(system !== undefined && { system }),
      ...(code !== undefined && { code }),
      ...(display !== undefined && { display }),
    }
  })
  return output === 'CodeableConcept' && codings.length > 0 ? [{ coding: codings }] : codings
}
