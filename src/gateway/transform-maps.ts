/** The maps that `StructureMap/$transform` can be asked for: those of the content by their URLs, and those that a request brings. */
import { compileMap } from '../mapping/compile.ts'
import type { Compiled, MapGround } from '../mapping/compile.ts'
import { parseMap } from '../mapping/parse.ts'
import type { ParsedMap } from '../mapping/parse.ts'
import { mapGround } from './content-maps.ts'
import type { MapContent, RecordMapParts } from './content-maps.ts'

export type TransformMaps = {
  /** The map of the content by its URL, or the last part of it; undefined where there is none. */
  readonly named: (nameOrUrl: string) => Compiled | undefined
  /** A map that a request brings; it may import those of the content. */
  readonly brought: (map: ParsedMap) => Compiled
}

export function createTransformMaps(content: MapContent, parts: RecordMapParts): TransformMaps {
  let held: { maps: readonly ParsedMap[]; ground: MapGround } | undefined
  // Most gateways are never asked: nothing is made before.
  const all = () => {
    const parsed = content.maps.map(({ text }) => parseMap(text))
    held ??= {
      maps: parsed.flatMap((result) => (result.kind === 'parsed' ? [result.map] : [])),
      ground: mapGround(content, parts),
    }
    return held
  }
  const known = new Map<string, Compiled>()
  return {
    named: (nameOrUrl) => {
      const { maps, ground } = held ?? all()
      const first = maps.find(
        ({ url }) => url === nameOrUrl || url.slice(url.lastIndexOf('/') + 1) === nameOrUrl,
      )
      if (!first) return undefined
      const found =
        known.get(first.url) ?? compileMap([first, ...maps.filter((map) => map !== first)], ground)
      known.set(first.url, found)
      return found
    },
    brought: (map) => {
      const { maps, ground } = held ?? all()
      return compileMap([map, ...maps.filter(({ url }) => url !== map.url)], ground)
    },
  }
}
