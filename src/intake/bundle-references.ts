/**
 * The identities and references of a Bundle's entries: each fullUrl and each resource once, references by urn lead to
 * an entry, conditional references can be read. Pure. Source: http://hl7.org/fhir/R4/http.html#trules.
 */
import { issue } from '../fhir/outcome.ts'
import { isObject } from '../fhir/resource.ts'
import type { Issue } from '../fhir/resource.ts'
import type { BundleRequest } from './bundle.ts'
import { parseUrl } from './request-url.ts'

/** Nesting levels of a resource that are searched for references; parseJson refuses what is deeper. */
const DEPTH_MAX = 64

type Found = { readonly reference: string; readonly expression: string }

/** Issues: a fullUrl that stands twice; in a transaction, a resource that is written twice. */
export function checkIdentities(entries: readonly BundleRequest[], type: 'transaction' | 'batch'): Issue[] {
  const fullUrls = new Set<string>()
  const written = new Set<string>()
  return entries.flatMap(({ fullUrl, method, url, expression }) => {
    const issues: Issue[] = []
    if (fullUrl !== undefined && fullUrls.has(fullUrl)) {
      issues.push(
        issue('duplicate', 'Another entry has the same fullUrl: give each its own.', `${expression}.fullUrl`),
      )
    }
    if (fullUrl !== undefined) fullUrls.add(fullUrl)
    const isWrite = method === 'PUT' || method === 'PATCH' || method === 'DELETE'
    if (type === 'batch' || !isWrite || url.id === undefined) return issues
    const address = `${url.type}/${url.id}`
    if (written.has(address)) {
      const text = 'Another entry of this transaction writes the same resource: leave one of them.'
      issues.push(issue('duplicate', text, `${expression}.request.url`))
    }
    written.add(address)
    return issues
  })
}

/** Issues: references by urn to no entry, and conditional references that cannot be read. */
export function checkReferences(entries: readonly BundleRequest[], type: 'transaction' | 'batch'): Issue[] {
  const fullUrls = new Set(entries.map((entry) => entry.fullUrl))
  return entries.flatMap(({ resource, expression }) =>
    referencesIn(resource, `${expression}.resource`, 0).flatMap(({ reference, expression: at }) => {
      if (reference.startsWith('urn:')) {
        // http.html#brules: entries of a batch do not refer to one another.
        if (type === 'batch')
          return [issue('not-supported', 'A reference between entries needs a transaction.', at)]
        const text =
          'This reference leads to no entry of the Bundle: add the entry with this fullUrl, or correct it.'
        return fullUrls.has(reference) ? [] : [issue('not-found', text, at)]
      }
      if (!reference.includes('?') || /^https?:/.test(reference)) return []
      // Conditional references are resolved in transactions only (http.html#trules).
      if (type === 'batch')
        return [issue('not-supported', 'A conditional reference needs a transaction, not a batch.', at)]
      const parsed = parseUrl(reference)
      return parsed.kind === 'fault'
        ? [issue('value', `This conditional reference cannot be read. ${parsed.text}`, at)]
        : []
    }),
  )
}

function referencesIn(value: unknown, expression: string, depth: number): Found[] {
  if (depth > DEPTH_MAX) return []
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => referencesIn(item, `${expression}[${index}]`, depth + 1))
  }
  // A Bundle that an entry carries has fullUrls of its own.
  if (!isObject(value) || value['resourceType'] === 'Bundle') return []
  return Object.entries(value).flatMap(([name, item]) =>
    name === 'reference' && typeof item === 'string'
      ? [{ reference: item, expression: `${expression}.reference` }]
      : referencesIn(item, `${expression}.${name}`, depth + 1),
  )
}
