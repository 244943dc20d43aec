/**
 * The words of FHIR R4 that every room shares: a resource is plain JSON with a type; only what the rooms read is typed.
 * Source: http://hl7.org/fhir/R4/datatypes.html and resource.html.
 */

export type Coding = { system?: string; code?: string; display?: string }
export type CodeableConcept = { coding?: Coding[]; text?: string }
export type Identifier = { system?: string; value?: string; use?: string; type?: CodeableConcept }
export type Reference = { reference?: string; type?: string; identifier?: Identifier; display?: string }
export type Period = { start?: string; end?: string }
export type Extension = { url: string; [value: string]: unknown }

export type Meta = {
  versionId?: string
  lastUpdated?: string
  profile?: string[]
  security?: Coding[]
  tag?: Coding[]
  source?: string
}

export type Resource = {
  resourceType: string
  id?: string
  meta?: Meta
  [element: string]: unknown
}

export type BundleEntry = {
  fullUrl?: string
  resource?: Resource
  request?: { method: string; url: string; ifNoneExist?: string; ifMatch?: string }
  response?: { status: string; location?: string; etag?: string; lastModified?: string; outcome?: Resource }
  search?: { mode: 'match' | 'include' | 'outcome' }
}

export type Bundle = Resource & {
  resourceType: 'Bundle'
  type: string
  total?: number
  link?: { relation: string; url: string }[]
  entry?: BundleEntry[]
}

export type IssueSeverity = 'fatal' | 'error' | 'warning' | 'information'

/** One OperationOutcome.issue; `code` is an IssueType of http://hl7.org/fhir/issue-type. */
export type Issue = {
  /** Line and column, among others. */
  extension?: Extension[]
  severity: IssueSeverity
  code: string
  expression?: string[]
  diagnostics: string
  details?: CodeableConcept
}

export type OperationOutcome = Resource & { resourceType: 'OperationOutcome'; issue: Issue[] }

/** True for a JSON object that carries a resourceType. */
export function isResource(value: unknown): value is Resource {
  return isObject(value) && typeof value['resourceType'] === 'string'
}

/** True for a JSON object that is neither null nor an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The items of a repeating element, however it was written; nothing when it is absent. */
export function list<T>(value: unknown): T[] {
  if (value === undefined || value === null) return []
  return (Array.isArray(value) ? value : [value]) as T[]
}

/** Whether a CodeableConcept or Coding list carries this code of this system. */
export function hasCode(concept: unknown, system: string, code: string): boolean {
  return codingsOf(concept).some((coding) => coding.system === system && coding.code === code)
}

/** The codings of a CodeableConcept, of a Coding, or of a list of either. */
export function codingsOf(concept: unknown): Coding[] {
  return list<CodeableConcept & Coding>(concept).flatMap((item) =>
    item.coding ? item.coding : item.code ? [item] : [],
  )
}
