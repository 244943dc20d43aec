/** The scope of a resource that stands in another. */
import type { FhirpathEnvironment } from '../fhirpath/fhirpath.ts'
import { isObject } from '../fhir/resource.ts'
import { readString, type Json } from './json.ts'
import { entriesOf, scopeOf, type Scope } from './run.ts'

/** A contained resource shares its container's world; an entry of a Bundle, and a parameter, has its own. */
export function nestedScope(
  { owner, isContained }: { readonly owner: unknown; readonly isContained: boolean },
  resource: Json,
  scope: Scope,
  memberOf: NonNullable<FhirpathEnvironment['memberOf']>,
): Scope {
  if (isContained) {
    const { container, bundle } = scope
    return scopeOf(scope.run, resource, { container, memberOf, ...(bundle && { bundle }) })
  }
  const fullUrl = isObject(owner) ? readString(owner, 'fullUrl') : undefined
  const entries = entriesOf(resource) ?? scope.bundle?.entries
  return scopeOf(scope.run, resource, { memberOf, ...(entries && { bundle: { entries, fullUrl } }) })
}
