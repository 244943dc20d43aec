/**
 * A document has what its Composition refers to, and what refers to that, and nothing else: FHIR R4 documents.html#content.
 * Links count both ways, so that a Provenance may stand beside what it is about.
 */
import { isObject } from '../fhir/resource.ts'
import { readObjects, readString, type Json } from './json.ts'
import type { Test } from './program.ts'
import { report } from './run.ts'

const LINK = /\s(?:href|src)\s*=\s*(?:"([^"#]+)"|'([^'#]+)')/g
const OF_SERVER = /^(https?:\/\/.*\/)[A-Za-z]+\/[^/]+$/

export const orphansTest: Test = (item, scope) => {
  const bundle = item.value
  if (!isObject(bundle) || readString(bundle, 'resourceType') !== 'Bundle') return
  if (readString(bundle, 'type') !== 'document') return
  const entries = readObjects(bundle, 'entry')
  const reached = reachable(linksOf(entries))
  entries.forEach((entry, index) => {
    if (reached.has(index) || !isObject(entry['resource'])) return
    const text = 'Nothing links this entry with the Composition of the document; refer to it or remove it.'
    report(item, scope, { code: 'structure', rule: 'bundle-orphan', text, below: `entry[${String(index)}]` })
  })
}

const RELATIVE = /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/

/**
 * HL7's validator: a relative reference in a document or a message that is not resolved by fullUrl (bundle.html#references)
 * must not look as if it meant an entry of another fullUrl.
 */
export const apparentTest: Test = (item, scope) => {
  const bundle = item.value
  if (scope.run.options.toolPolicy !== true || !isObject(bundle)) return
  if (
    readString(bundle, 'resourceType') !== 'Bundle' ||
    !/^(?:document|message)$/.test(readString(bundle, 'type') ?? '')
  )
    return
  const entries = readObjects(bundle, 'entry')
  const fullUrls = new Set(entries.map((entry) => readString(entry, 'fullUrl')))
  const names = new Set(entries.flatMap(namesOf))
  entries.forEach((entry, index) => {
    const fullUrl = readString(entry, 'fullUrl')
    const base = OF_SERVER.exec(fullUrl ?? '')?.[1] ?? ''
    const isApparent = (reference: string): boolean =>
      RELATIVE.test(reference) && names.has(reference) && !fullUrls.has(base + reference)
    if (fullUrl === undefined || !referencesOf(entry['resource']).some(isApparent)) return
    const text =
      'A reference names a resource of the Bundle by type and id, whose fullUrl is another; refer to its fullUrl.'
    report(item, scope, {
      code: 'not-found',
      rule: 'bundle-apparent',
      text,
      below: `entry[${String(index)}].resource`,
    })
  })
}

/** For each entry the entries that it refers to or that refer to it. */
function linksOf(entries: readonly Json[]): number[][] {
  // Versions of one resource have one fullUrl: who refers to it has all of them.
  const byName = new Map<string, number[]>()
  entries.forEach((entry, index) => {
    const fullUrl = readString(entry, 'fullUrl')
    for (const name of fullUrl === undefined ? namesOf(entry) : [fullUrl])
      byName.set(name, [...(byName.get(name) ?? []), index])
  })
  const links: number[][] = entries.map(() => [])
  entries.forEach((entry, index) => {
    const base = OF_SERVER.exec(readString(entry, 'fullUrl') ?? '')?.[1] ?? ''
    for (const reference of referencesOf(entry['resource'])) {
      const whole = reference.replace(/\/_history\/[^/]*$|#.*$/, '')
      for (const target of byName.get(whole) ?? byName.get(base + whole) ?? []) {
        links[index]?.push(target)
        links[target]?.push(index)
      }
    }
  })
  return links
}

function namesOf({ resource }: Json): string[] {
  return isObject(resource)
    ? [`${readString(resource, 'resourceType') ?? ''}/${readString(resource, 'id') ?? ''}`]
    : []
}

function referencesOf(resource: unknown): string[] {
  const references: string[] = []
  const waiting: unknown[] = [resource]
  while (waiting.length > 0) {
    const value = waiting.pop()
    if (typeof value !== 'object' || value === null) continue
    if (isObject(value)) {
      const reference = readString(value, 'reference')
      if (reference !== undefined) references.push(reference)
      for (const [, double, single] of (readString(value, 'div') ?? '').matchAll(LINK))
        references.push(double ?? single ?? '')
    }
    waiting.push(...Object.values(value))
  }
  return references
}

function reachable(links: readonly (readonly number[])[]): Set<number> {
  const reached = new Set([0])
  const waiting = [0]
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    for (const other of links[index] ?? []) {
      if (reached.has(other)) continue
      reached.add(other)
      waiting.push(other)
    }
  }
  return reached
}
