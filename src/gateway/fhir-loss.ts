/**
 * What FHIR resources say that the case record made of them does not: each leaf that the maps to FHIR do not make again from
 * the record. What a map made up and what another element repeats comes back, and so is no loss. Pure.
 */
import { isObject } from '../fhir/resource.ts'
import type { BundleEntry, Resource } from '../fhir/resource.ts'
import type { MapContext } from './publish.ts'

/** The resources that a record becomes, with their fullUrls; undefined where the maps refuse it. */
export type MadeAgain = (
  record: Readonly<Record<string, unknown>>,
  context: MapContext,
) => readonly { readonly fullUrl: string; readonly resource: Resource }[] | undefined

export type Lost = { readonly pointer: string; readonly reason: string }

/** What the gateway itself gives each resource that it keeps. */
const OWN = /^\/(?:id|meta\/(?:versionId|lastUpdated|source|security\/.*))$/

/** Levels of JSON that are compared; intake takes none that are deeper. */
const DEPTH_MAX = 64

const OTHERWISE = 'The record says something else here.'
const WITHOUT = 'The record made of it cannot be mapped to FHIR, so that nobody can tell what came back.'

export function lostOf(
  { entry }: { readonly entry: readonly BundleEntry[] },
  again: ReturnType<MadeAgain>,
  reasons: ReadonlyMap<string, string>,
): Lost[] {
  if (!again) return [{ pointer: '', reason: WITHOUT }, ...told(reasons)]
  const made = new Map(again.map(({ fullUrl, resource }) => [fullUrl, resource]))
  return entry.flatMap(({ fullUrl, resource }, index) => {
    const place = `/entry/${index}/resource`
    const lost: string[] = []
    compare(resource, made.get(fullUrl ?? ''), { pointer: '', depth: 0 }, lost)
    return lost
      .filter((pointer) => !OWN.test(pointer))
      .map((pointer) => ({
        pointer: place + pointer,
        reason: reasons.get(place + pointer) ?? OTHERWISE,
      }))
  })
}

function told(reasons: ReadonlyMap<string, string>): Lost[] {
  return [...reasons].map(([pointer, reason]) => ({ pointer, reason }))
}

type Place = { readonly pointer: string; readonly depth: number }

/** The leaves of `value` that `other` has not; a part that is too deep counts whole. */
function compare(value: unknown, other: unknown, { pointer, depth }: Place, lost: string[]): void {
  const at = (step: string | number): Place => ({ pointer: `${pointer}/${step}`, depth: depth + 1 })
  if (depth > DEPTH_MAX) lost.push(pointer)
  else if (Array.isArray(value)) {
    const items = Array.isArray(other) ? (other as unknown[]) : []
    value.forEach((item, index) => compare(item, items[index], at(index), lost))
  } else if (isObject(value)) {
    const object = isObject(other) ? other : {}
    for (const [name, child] of Object.entries(value)) {
      const step = name.replaceAll('~', '~0').replaceAll('/', '~1')
      compare(child, Object.hasOwn(object, name) ? object[name] : undefined, at(step), lost)
    }
  } else if (value !== other) lost.push(pointer)
}
