/**
 * The search values of a resource: one index row for each value that a SearchParameter's expression finds.
 * Source: http://hl7.org/fhir/R4/search.html (token, string, reference, date). Pure; FHIRPath is handed in.
 */
import { rangeOf } from '../fhir/dates.ts'
import { isObject, list } from '../fhir/resource.ts'
import type { CodeableConcept, Resource } from '../fhir/resource.ts'

export type SearchKind = 'token' | 'string' | 'reference' | 'date'

/** One search parameter of one resource type, compiled. */
export type SearchParameter = {
  readonly code: string
  readonly kind: SearchKind
  /** Resource types that a reference may name; empty for any. */
  readonly targets: readonly string[]
  readonly evaluate: (resource: Resource) => unknown[]
}

export type IndexRow = {
  parameter: string
  system: string | null
  value: string | null
  low: string | null
  high: string | null
}

/** Characters of a string value that are indexed. */
const STRING_LENGTH_MAX = 200
const BEGINNING = '0001-01-01T00:00:00.000Z'
const END = '9999-12-31T00:00:00.000Z'

/** The index rows of a resource for these parameters, without duplicates. */
export function searchValues(resource: Resource, parameters: readonly SearchParameter[]): IndexRow[] {
  const rows = new Map<string, IndexRow>()
  for (const { code, kind, evaluate } of parameters) {
    for (const value of evaluate(resource)) {
      for (const row of TO_ROWS[kind](value)) {
        rows.set(JSON.stringify([code, row]), { parameter: code, ...EMPTY, ...row })
      }
    }
  }
  return [...rows.values()]
}

const EMPTY = { system: null, value: null, low: null, high: null }

const TO_ROWS: Record<SearchKind, (value: unknown) => Partial<IndexRow>[]> = {
  token: tokens,
  string: strings,
  reference: references,
  date: dates,
}

function tokens(value: unknown): Partial<IndexRow>[] {
  if (typeof value === 'string' || typeof value === 'boolean') return [{ value: String(value) }]
  if (!isObject(value)) return []
  if (Array.isArray(value['coding'])) return (value as CodeableConcept).coding?.flatMap(tokens) ?? []
  const token = value['code'] ?? value['value']
  if (typeof token !== 'string') return []
  return [{ system: typeof value['system'] === 'string' ? value['system'] : null, value: token }]
}

function strings(value: unknown): Partial<IndexRow>[] {
  if (typeof value === 'string') return value === '' ? [] : [stringRow(value)]
  if (!isObject(value)) return []
  const { text, family, given, prefix, suffix, line, city, state, postalCode, country, district } = value
  const parts = [text, family, given, prefix, suffix, line, city, state, postalCode, country, district]
  return parts.flatMap((part) => list<unknown>(part).flatMap(strings))
}

/** For comparison without regard to case and accents; `system` holds it as it was written, for `:exact`. */
function stringRow(text: string): Partial<IndexRow> {
  return {
    system: text.slice(0, STRING_LENGTH_MAX),
    value: normalize(text).slice(0, STRING_LENGTH_MAX),
  }
}

/** A versioned reference is found by the resource that it names, whatever its version (search.html#reference). */
const VERSION = /\/_history\/[^/]*$/

function references(value: unknown): Partial<IndexRow>[] {
  if (!isObject(value)) return typeof value === 'string' ? [{ value }] : []
  const { reference, identifier } = value
  return typeof reference === 'string'
    ? [{ value: reference.replace(VERSION, '') }]
    : isObject(identifier)
      ? tokens(identifier)
      : []
}

function dates(value: unknown): Partial<IndexRow>[] {
  if (typeof value === 'string') return spanOf(value, value)
  if (!isObject(value)) return []
  if (value['start'] !== undefined || value['end'] !== undefined) return spanOf(value['start'], value['end'])
  return list<string>(value['event']).flatMap((event) => spanOf(event, event))
}

function spanOf(from: unknown, to: unknown): Partial<IndexRow>[] {
  const low = typeof from === 'string' ? rangeOf(from)?.low : BEGINNING
  const high = typeof to === 'string' ? rangeOf(to)?.high : END
  return low !== undefined && high !== undefined ? [{ low, high }] : []
}

/** Strings match without regard to case and accents: search.html#string. */
export function normalize(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
