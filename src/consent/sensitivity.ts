/**
 * Finds what is sensitive in a resource by its codes, wherever they stand, and by its words. It only ever adds: what it
 * misses, a declared label must say. References are not looked into: what they may not show is cut out on the way out.
 */
import { isObject } from '../fhir/resource.ts'
import type { Resource } from '../fhir/resource.ts'
import { REFERENCE_DEPTH_MAX } from '../fhir/reference.ts'
import type { CodeTest, LabelPolicy, Path, Sensitivity } from './policy-labels.ts'

type Coded = { readonly system: string; readonly code: string }

/** Whether a code passes a test. */
export function passes({ system, code }: Coded, test: CodeTest): boolean {
  if (system !== test.system) return false
  if (test.codes === undefined && test.prefixes === undefined) return true
  return test.codes?.has(code) === true || test.prefixes?.some((prefix) => code.startsWith(prefix)) === true
}

/** The sensitivities of a resource, each once, in the order of the policy. */
export function sensitivitiesOf(resource: Resource, { sensitivities }: LabelPolicy): Sensitivity[] {
  const found: Found = { codes: [], texts: [] }
  collect(resource, found, 0)
  return sensitivities.filter(
    ({ tests, words }) =>
      found.codes.some((code) => tests.some((test) => passes(code, test))) ||
      words.some((word) => found.texts.some((text) => word.test(text))),
  )
}

/** The values at a path, lists on the way gone through. */
export function valuesAt(value: unknown, path: Path): unknown[] {
  const [name, ...rest] = path
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path))
  if (name === undefined) return [value]
  return isObject(value) && name in value ? valuesAt(value[name], rest) : []
}

/** The codes in a value, at whatever depth. */
export function codesIn(value: unknown): Coded[] {
  const found: Found = { codes: [], texts: [] }
  collect(value, found, 0)
  return found.codes
}

type Found = { readonly codes: Coded[]; readonly texts: string[] }

/** Strings that are no words of a person: addresses of systems, ids, encoded content. */
const SILENT = new Set([
  'resourceType',
  'id',
  'system',
  'url',
  'reference',
  'profile',
  'contentType',
  'data',
  'source',
])

function collect(value: unknown, found: Found, depth: number): void {
  if (depth > REFERENCE_DEPTH_MAX) return
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found, depth + 1)
    return
  }
  if (!isObject(value)) return
  const { system, code } = value
  if (typeof system === 'string' && typeof code === 'string') found.codes.push({ system, code })
  const isReference = typeof value['reference'] === 'string'
  for (const [name, item] of Object.entries(value)) {
    if (SILENT.has(name) || (isReference && name === 'display')) continue
    if (typeof item === 'string') found.texts.push(item)
    else if (Array.isArray(item) && typeof item[0] === 'string') found.texts.push(...item.filter(isText))
    else collect(item, found, depth + 1)
  }
}

function isText(item: unknown): item is string {
  return typeof item === 'string'
}
