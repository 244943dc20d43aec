/** Translation by ConceptMaps, FHIR R4 conceptmap.html; each group answers for its own source and target system. */
import type { ConceptMap } from '../fhir/definitions.ts'
import type { Coded, Translation } from './terminology.ts'

/** Maps that name another map for what they do not map; longer chains end without a target. */
const OTHER_MAP_DEPTH_MAX = 8

/** The targets of a code, in the order of the map. */
export function translate(
  map: ConceptMap,
  coded: Coded,
  otherMap: (url: string) => ConceptMap | undefined,
  depth = 0,
): Translation[] {
  return (map.group ?? []).flatMap((group): Translation[] => {
    if (coded.system !== undefined && group.source !== undefined && group.source !== coded.system) return []
    const system = group.target === undefined ? {} : { system: group.target }
    const elements = group.element.filter(({ code }) => code === coded.code)
    if (elements.length > 0)
      return elements.flatMap(({ target = [] }) => target.map((each) => ({ ...each, ...system })))
    const { unmapped } = group
    if (!unmapped) return []
    switch (unmapped.mode) {
      case 'provided':
        return [{ code: coded.code, equivalence: 'equal', ...system }]
      case 'fixed':
        return [
          {
            equivalence: 'inexact',
            ...(unmapped.code !== undefined && { code: unmapped.code }),
            ...(unmapped.display !== undefined && { display: unmapped.display }),
            ...system,
          },
        ]
      case 'other-map': {
        const other = depth < OTHER_MAP_DEPTH_MAX ? otherMap(unmapped.url ?? '') : undefined
        return other ? translate(other, coded, otherMap, depth + 1) : []
      }
      default:
        return []
    }
  })
}
