/**
 * The types of R4 that generated programs know their nodes by: what a child is called in JSON, of which type it is, and
 * whether it is a list. A type is the name of one, or the path of a BackboneElement (`Observation.component`).
 */
import model from 'fhirpath/fhir-context/r4'

type PathType = string | { readonly code: string }

const PATH_TYPES = model.path2Type as unknown as Readonly<Record<string, PathType>>
const CHOICES = model.choiceTypePaths as Readonly<Record<string, readonly string[]>>
const ELSEWHERE = model.pathsDefinedElsewhere as Readonly<Record<string, string>>
const PARENTS = model.type2Parent as Readonly<Record<string, string>>
const REPEATING = model.path2Repeating as unknown as Readonly<Record<string, boolean>>

/** `isList` is undefined where the model does not say it: of elements that are defined elsewhere. */
export type Child =
  | { readonly kind: 'one'; readonly type: string; readonly isList: boolean | undefined }
  | { readonly kind: 'choice'; readonly types: readonly string[] }

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** A child of a type; undefined where the type has none of this name. */
export function childOf(type: string, name: string): Child | undefined {
  for (let owner: string | undefined = type; owner !== undefined; owner = parentOf(owner)) {
    const written = `${owner}.${name}`
    const path = own(ELSEWHERE, written) ?? written
    const types = own(CHOICES, path)
    if (types) return { kind: 'choice', types }
    const found = own(PATH_TYPES, path)
    if (found === undefined) continue
    const code = typeof found === 'string' ? found : found.code
    const isBackbone = code === 'BackboneElement' || code === 'Element'
    const isList = own(REPEATING, written) ?? own(REPEATING, path) ?? (path === written ? false : undefined)
    return { kind: 'one', type: isBackbone ? path : code, isList }
  }
  return undefined
}

function parentOf(type: string): string | undefined {
  if (!type.includes('.')) return own(PARENTS, type)
  const code = own(PATH_TYPES, type)
  return typeof code === 'string' ? code : code?.code
}

export function isKnownType(type: string): boolean {
  return own(PARENTS, type) !== undefined || type === 'Element' || type === 'Resource'
}

/** Whether a type is another, or derived from it. */
export function isDerived(type: string, from: string): boolean {
  for (let each: string | undefined = type; each !== undefined; each = parentOf(each)) {
    if (each === from) return true
  }
  return false
}

/** Whether a node of a type is of another, for `is`; for `as` and `ofType` a primitive is only of its own. */
export function passes(kind: string, type: string, wanted: string): boolean {
  if (kind !== 'is' && /^[a-z]/.test(type) && /^[a-z]/.test(wanted)) return type === wanted
  return isDerived(type, wanted)
}

/** Whether R4 knows a resource of this type. */
export function isResourceType(type: string): boolean {
  return own(PARENTS, type) !== undefined && isDerived(type, 'Resource')
}
