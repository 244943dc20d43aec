/** The ConceptMaps that a StructureMap contains, as those that a map's text holds. */
import { isJson } from '../engine/node.ts'
import type { Json } from '../engine/node.ts'
import type { Equivalence, InlineConceptMap, InlineTranslation } from '../syntax/syntax.ts'

const at = { line: 1, column: 1 }

const equivalences: readonly Equivalence[] = [
  'relatedto',
  'equivalent',
  'equal',
  'wider',
  'subsumes',
  'narrower',
  'specializes',
  'inexact',
  'unmatched',
  'disjoint',
]

export function conceptMapsOf(contained: unknown): InlineConceptMap[] {
  return objects(contained)
    .filter(({ resourceType }) => resourceType === 'ConceptMap')
    .map((map) => {
      const groups = objects(map['group'])
      const provided = groups.flatMap(({ source, unmapped }) =>
        isJson(unmapped) && unmapped['mode'] === 'provided' && typeof source === 'string' ? [source] : [],
      )
      const id = typeof map['id'] === 'string' ? map['id'] : ''
      return { id, at, translations: groups.flatMap(translationsOf), provided }
    })
}

function translationsOf({ source, target, element }: Json): InlineTranslation[] {
  const sourceSystem = typeof source === 'string' ? source : ''
  return objects(element).flatMap(({ code, target: targets }) =>
    objects(targets).flatMap(({ code: targetCode, equivalence: word }) => {
      const equivalence = equivalences.find((one) => one === word)
      if (typeof code !== 'string' || !equivalence) return []
      return [
        {
          sourceSystem,
          sourceCode: code,
          equivalence,
          at,
          ...(typeof target === 'string' && { targetSystem: target }),
          ...(typeof targetCode === 'string' && { targetCode }),
        },
      ]
    }),
  )
}

function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isJson) : []
}
