/** ConceptMap/$translate. Source: http://hl7.org/fhir/R4/conceptmap-operation-translate.html */
import { withoutVersion } from '../fhir/definitions.ts'
import type { ConceptMap } from '../fhir/definitions.ts'
import type { Coding } from '../fhir/resource.ts'
import { translate as translateBy } from './concept-map.ts'
import {
  answerWith,
  codingsAsked,
  isRefused,
  refuse,
  type Given,
  type Operation,
  type OperationContext,
  type Refused,
} from './operation.ts'

export const translate: Operation = {
  parameters: ['url', 'conceptMap', 'code', 'system', 'coding', 'codeableConcept', 'targetsystem', 'reverse'],
  run: (given, context) => {
    const maps = mapsAsked(given, context)
    if (isRefused(maps)) return maps
    const codings = codingsAsked(given, given.text('system'))
    if (isRefused(codings)) return codings
    const matches = maps.flatMap((map) => codings.flatMap((coding) => matchesBy(map, coding, given, context)))
    const isMatched = matches.some(({ equivalence }) => !NO_MATCH.has(equivalence))
    const message = 'No map that is held here has a target for this code.'
    return answerWith([
      { name: 'result', valueBoolean: isMatched },
      ...(matches.length === 0 ? [{ name: 'message', valueString: message }] : []),
      ...matches.map(({ equivalence, concept, source }) => ({
        name: 'match',
        part: [
          { name: 'equivalence', valueCode: equivalence },
          ...(concept.code === undefined ? [] : [{ name: 'concept', valueCoding: concept }]),
          ...(source === undefined ? [] : [{ name: 'source', valueUri: source }]),
        ],
      })),
    ])
  },
}

const NO_MATCH: ReadonlySet<string> = new Set(['unmatched', 'disjoint'])

type Match = { readonly equivalence: string; readonly concept: Coding; readonly source: string | undefined }

/** The maps asked for: one by url or in person, else all whose groups are between the systems. */
function mapsAsked(given: Given, { terminology }: OperationContext): ConceptMap[] | Refused {
  const inline = given.resource('conceptMap') as ConceptMap | undefined
  const { conceptMaps } = terminology.held
  const url = given.text('url')
  if (inline) return [inline]
  if (url === undefined) {
    if (given.text('targetsystem') !== undefined) return [...conceptMaps.values()]
    return refuse(400, 'required', 'Give the url of a concept map, a conceptMap, or a targetsystem.', 'url')
  }
  const map = conceptMaps.get(withoutVersion(url))
  return map ? [map] : refuse(404, 'not-found', `The concept map ${url} is not held here.`, 'url')
}

function matchesBy(map: ConceptMap, coding: Coding, given: Given, context: OperationContext): Match[] {
  const coded = { code: coding.code ?? '', ...(coding.system !== undefined && { system: coding.system }) }
  const { conceptMaps } = context.terminology.held
  const target = given.text('targetsystem')
  const found = given.isTrue('reverse')
    ? reversed(map, coded)
    : translateBy(map, coded, (url) => conceptMaps.get(withoutVersion(url)))
  return found
    .filter(({ system }) => target === undefined || system === target)
    .map(({ equivalence, system, code, display }) => ({
      equivalence,
      concept: {
        ...(system !== undefined && { system }),
        ...(code !== undefined && { code }),
        ...(display !== undefined && { display }),
      },
      source: map.url,
    }))
}

/** Relations seen from the other side (http://hl7.org/fhir/R4/valueset-concept-map-equivalence.html). */
const REVERSED: Readonly<Record<string, string>> = {
  wider: 'narrower',
  narrower: 'wider',
  subsumes: 'specializes',
  specializes: 'subsumes',
}

type Reversed = { system?: string; code?: string; display?: string; equivalence: string }

function reversed(map: ConceptMap, coded: { system?: string; code: string }): Reversed[] {
  return (map.group ?? []).flatMap(({ source, target: system, element }) => {
    if (coded.system !== undefined && system !== undefined && system !== coded.system) return []
    return element.flatMap(({ code, target = [] }) =>
      target
        .filter((each) => each.code === coded.code)
        .map(({ equivalence }) => ({
          ...(source !== undefined && { system: source }),
          ...(code !== undefined && { code }),
          equivalence: REVERSED[equivalence] ?? equivalence,
        })),
    )
  })
}
