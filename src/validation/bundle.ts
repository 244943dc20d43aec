/** Rules of Bundle that FHIR R4 states in words only: bundle.html#references. */
import { isObject } from '../fhir/resource.ts'
import { read, readObjects, readString, type Json } from './json.ts'
import { apparentTest, orphansTest } from './document-links.ts'
import type { Item, Test } from './program.ts'
import { report, type Scope } from './run.ts'
import { searchsetTest } from './searchset.ts'
import { quoted } from './wording.ts'

const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:\S/
const OF_SERVER = /^https?:\/\/.*\/([A-Z][A-Za-z]{2,40})\/([A-Za-z0-9\-.]{1,64})$/

/** Types of Bundle whose entries may be without fullUrl: bundle.html#bundle-unique. */
const REQUESTS = /^(?:transaction|batch)(?:-response)?$/

/** fullUrl is absolute; one of a FHIR server names the type and the id that the resource has. */
const fullUrlTest: Test = (item, scope) => {
  if (!isObject(item.value) || readString(item.value, 'resourceType') !== 'Bundle') return
  const isRequest = REQUESTS.test(readString(item.value, 'type') ?? '')
  // FHIR lets the results of operations be without it; HL7's validator does not.
  const isRequired = !isRequest && scope.run.options.toolPolicy === true
  readObjects(item.value, 'entry').forEach((entry, index) => {
    const text = fullUrlFault(entry, isRequired)
    const below = `entry[${String(index)}].fullUrl`
    if (text !== undefined) report(item, scope, { code: 'value', rule: 'bundle-full-url', text, below })
  })
}

function fullUrlFault(entry: Json, isRequired: boolean): string | undefined {
  const fullUrl = readString(entry, 'fullUrl')
  if (fullUrl === undefined) return isRequired ? 'The entry must have a fullUrl; give it.' : undefined
  if (isPlainlyNamed(fullUrl, read(entry, 'resource'))) return undefined
  if (!ABSOLUTE.test(fullUrl))
    return 'fullUrl must be an absolute URI, such as urn:uuid: and a UUID; correct it.'
  const [, type, id] = OF_SERVER.exec(fullUrl) ?? []
  const resource = read(entry, 'resource')
  if (type === undefined || !isObject(resource)) return undefined
  if (type === readString(resource, 'resourceType') && readString(resource, 'id') === id) return undefined
  return 'fullUrl names another type or id than its resource has; make them agree.'
}

/** Whether a URL ends in the type and the id of its resource, as nearly all do: a regular expression takes longer. */
function isPlainlyNamed(fullUrl: string, resource: unknown): boolean {
  if (!fullUrl.startsWith('http://') && !fullUrl.startsWith('https://')) return false
  const [type, id] = isObject(resource)
    ? [readString(resource, 'resourceType'), readString(resource, 'id')]
    : []
  if (type === undefined || id === undefined) return false
  if (type.includes('/') || id.includes('/')) return false
  const slash = fullUrl.length - id.length - 1
  return (
    fullUrl[slash] === '/' &&
    fullUrl.endsWith(id) &&
    fullUrl.endsWith(type, slash) &&
    fullUrl[slash - type.length - 1] === '/'
  )
}

function bundleOf(item: Item, type: string): Json | undefined {
  const bundle = item.value
  if (!isObject(bundle) || readString(bundle, 'resourceType') !== 'Bundle') return undefined
  return readString(bundle, 'type') === type ? bundle : undefined
}

const ONCE = new Set(['self', 'first', 'last', 'next', 'previous', 'prev'])
const OF_PAGES = new Set(['first', 'last', 'next', 'previous'])

/** Links of a page stand for one page each: FHIR R4 http.html#paging. */
const linkTest: Test = (item, scope) => {
  if (!isObject(item.value) || readString(item.value, 'resourceType') !== 'Bundle') return
  const isPaged = /^(?:searchset|history)$/.test(readString(item.value, 'type') ?? '')
  const seen = new Set<string>()
  readObjects(item.value, 'link').forEach((link, index) => {
    const relation = readString(link, 'relation') ?? ''
    if (ONCE.has(relation) && seen.has(relation)) {
      const text = `The link ${quoted(relation)} is there more than once; keep one.`
      report(item, scope, { code: 'structure', rule: 'bundle-link', text, below: `link[${String(index)}]` })
    }
    seen.add(relation)
    if (!isPaged && OF_PAGES.has(relation)) {
      const text = `The link ${quoted(relation)} is for pages of a search or a history; remove it.`
      report(item, scope, { code: 'structure', rule: 'bundle-link', text, below: `link[${String(index)}]` })
    }
  })
}

/** Elements of a Composition whose targets a document must have with it: FHIR R4 documents.html#content. */
const CARRIED = new Set(['subject', 'encounter', 'author', 'party', 'custodian', 'detail', 'entry', 'focus'])
/** By the type of Bundle: its first resource, and the elements of it whose targets come along. */
const ROOTS: Readonly<Record<string, readonly [string, ReadonlySet<string>]>> = {
  document: ['Composition', CARRIED],
  message: ['MessageHeader', new Set(['focus'])],
}

/** A document has what its Composition refers to, and a message what it is about (messaging.html), each once. */
const carriedTest: Test = (item, scope) => {
  for (const type of Object.keys(ROOTS)) {
    const bundle = bundleOf(item, type)
    const [first, ...others] = bundle ? readObjects(bundle, 'entry') : []
    const [rootType, names] = ROOTS[type] ?? []
    const root = first?.['resource']
    if (first && names && isObject(root) && readString(root, 'resourceType') === rootType)
      checkCarried({ type, names, root, entries: [first, ...others] }, item, scope)
  }
}

type Carrying = {
  readonly type: string
  readonly names: ReadonlySet<string>
  readonly root: Json
  readonly entries: readonly [Json, ...Json[]]
}

function checkCarried({ type, names, root, entries }: Carrying, item: Item, scope: Scope): void {
  const fullUrl = readString(entries[0], 'fullUrl')
  // Only who has no fullUrl is found by type and id alone: bundle.html#references.
  const base =
    fullUrl === undefined ? undefined : (/^(https?:\/\/.*\/)[A-Za-z]+\/[^/]+$/.exec(fullUrl)?.[1] ?? '')
  const named = resourcesByName(entries, base)
  for (const { path, reference } of referencesOf(root, 'entry[0].resource', names)) {
    const count = countOf(named, reference)
    if (count === 1) continue
    const text =
      count === 0
        ? `The ${type} does not have the resource that its first entry refers to here; add it.`
        : `The ${type} has more than one resource of this name; refer to one version.`
    report(item, scope, { code: 'not-found', rule: `bundle-${type}`, text, below: path })
  }
}

type Referring = { readonly path: string; readonly reference: string }

function referencesOf(host: Json, path: string, names: ReadonlySet<string>): Referring[] {
  return Object.entries(host).flatMap(([name, value]) => {
    if (name === 'contained') return []
    const list: readonly unknown[] = Array.isArray(value) ? value : [value]
    return list.flatMap((each, index) => {
      if (!isObject(each)) return []
      const below = `${path}.${name}${Array.isArray(value) ? `[${String(index)}]` : ''}`
      const reference = names.has(name) ? readString(each, 'reference') : undefined
      if (reference === undefined) return referencesOf(each, below, names)
      return reference.startsWith('#') ? [] : [{ path: below, reference }]
    })
  })
}

type Named = ReadonlyMap<string, readonly Json[]>

/** The resources by all that may refer to them; looked up, since a Bundle may have thousands, and as many references. */
function resourcesByName(entries: readonly Json[], base: string | undefined): Named {
  const named = new Map<string, Json[]>()
  for (const entry of entries) {
    const { resource } = entry
    if (!isObject(resource)) continue
    const fullUrl = readString(entry, 'fullUrl')
    const relative = base !== undefined && fullUrl?.startsWith(base) ? fullUrl.slice(base.length) : undefined
    const name = `${readString(resource, 'resourceType') ?? ''}/${readString(resource, 'id') ?? ''}`
    for (const key of new Set([fullUrl, relative, base === undefined ? name : undefined])) {
      if (key === undefined) continue
      const known = named.get(key)
      if (known) known.push(resource)
      else named.set(key, [resource])
    }
  }
  return named
}

/** How many resources a reference means; one with a version means that version. */
function countOf(named: Named, reference: string): number {
  const [, whole = reference, version] = /^(.*)\/_history\/([^/]+)$/.exec(reference) ?? []
  const resources = named.get(whole) ?? []
  if (version === undefined) return resources.length
  return resources.filter(({ meta }) => isObject(meta) && readString(meta, 'versionId') === version).length
}

export const bundleTests: readonly Test[] = [
  fullUrlTest,
  linkTest,
  searchsetTest,
  carriedTest,
  orphansTest,
  apparentTest,
]
