/** What a search has found: FHIR R4 search.html#entries. */
import { isObject } from '../fhir/resource.ts'
import { readObjects, readString, type Json } from './json.ts'
import type { Item, Test } from './program.ts'
import { report, type Scope } from './run.ts'
import { oneOf, quoted } from './wording.ts'

/** What a search finds has an id, its outcome is an OperationOutcome, and a match is of the type that was searched for. */
export const searchsetTest: Test = (item, scope) => {
  const bundle = item.value
  if (!isObject(bundle) || readString(bundle, 'resourceType') !== 'Bundle') return
  if (readString(bundle, 'type') !== 'searchset') return
  const types = searchedTypes(bundle, scope)
  readObjects(bundle, 'entry').forEach((entry, index) => {
    const { resource, search } = entry
    const mode = isObject(search) ? readString(search, 'mode') : undefined
    if (!isObject(resource) || mode === undefined) return
    const below = `entry[${String(index)}].resource`
    if (mode === 'outcome') checkOutcome(resource, below, item, scope)
    else checkFound(resource, below, item, scope)
    if (mode === 'match') checkMatch(resource, { types, below }, item, scope)
  })
}

function checkOutcome(resource: Json, below: string, item: Item, scope: Scope): void {
  if (readString(resource, 'resourceType') === 'OperationOutcome') return
  const text = 'This entry is the outcome of the search; it must be an OperationOutcome.'
  report(item, scope, { code: 'structure', rule: 'bundle-searchset', text, below })
}

function checkFound(resource: Json, below: string, item: Item, scope: Scope): void {
  if (readString(resource, 'id') !== undefined) return
  const text = 'A resource that a search finds must have an id; give it.'
  report(item, scope, { code: 'required', rule: 'bundle-searchset', text, below })
}

type Match = { readonly types: readonly string[]; readonly below: string }

function checkMatch(resource: Json, { types, below }: Match, item: Item, scope: Scope): void {
  const type = readString(resource, 'resourceType') ?? ''
  if (types.length === 0 || types.includes(type)) return
  const text = `The search was for ${oneOf(types)}; a ${quoted(type)} cannot match it; correct its mode or remove it.`
  report(item, scope, { code: 'structure', rule: 'bundle-searchset', text, below })
}

/** The types that the link `self` says were searched for: `Patient?...`, `Patient/1/Observation?...`, `?_type=Patient,Group`. */
function searchedTypes(bundle: Json, { run }: Scope): string[] {
  const self = readObjects(bundle, 'link').find((link) => readString(link, 'relation') === 'self')
  const [path = '', query = ''] = (self ? (readString(self, 'url') ?? '') : '').split('?', 2)
  const type = path.slice(path.lastIndexOf('/') + 1)
  if (run.isResourceType(type)) return [type]
  const listed = query.split('&').find((each) => each.startsWith('_type='))
  return listed === undefined ? [] : listed.slice('_type='.length).split(/,|%2C/i).filter(run.isResourceType)
}
