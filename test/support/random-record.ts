/**
 * Case records generated from the schema: each seed gives one valid record, the same for ever. Texts are unlike one
 * another, so that a value that arrives in the wrong place is seen. Whatever the schema allows may come, save `withdrawn`.
 */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { isObject } from '../../src/fhir/resource.ts'
import { createCaseRecordCheck } from '../../src/intake/intake.ts'
import type { CaseRecord } from '../../src/intake/intake.ts'

type Json = Record<string, unknown>

export const caseRecordSchema = JSON.parse(readFileSync('mappings/case-record.schema.json', 'utf8')) as Json

const check = createCaseRecordCheck(caseRecordSchema)
const definitions = caseRecordSchema['$defs'] as Record<string, Json>

const AS_OF = '2026-11-20T09:00:00-05:00'
/** Rounds in which what the rules refuse is taken out. */
const MENDING_ROUNDS_MAX = 8

export type RandomOptions = {
  /** Of the fields that may be left out, the share that is there, 0 to 1. */
  readonly filled: number
  /** Items of a list, at most. */
  readonly itemsMax: number
}

/** One valid record. */
export function randomRecord(
  seed: number,
  options: RandomOptions = { filled: 0.6, itemsMax: 3 },
): CaseRecord {
  const random = randomFrom(seed)
  const state: State = { random, options, next: 1, seed, ids: new Map() }
  const sections = Object.keys(caseRecordSchema['properties'] as Json).filter((name) => name !== 'withdrawn')
  reserveIds(sections, state)
  const record = object(caseRecordSchema, '', state, sections)
  record['record'] = { ...(record['record'] as Json), version: 1, custodian: 'cedar-bridge', asOf: AS_OF }
  record['schemaVersion'] = '1.0'
  return mended(record)
}

/** Seeds of records for a property test. */
export const seeds: fc.Arbitrary<number> = fc.integer({ min: 1, max: 1_000_000 })

/** The schema at a place: what `$ref` names, with the keywords that stand beside it. */
export function resolvedSchema(fragment: unknown): Json {
  const schema = fragment as Json
  const reference = schema['$ref']
  if (typeof reference !== 'string') return schema
  return { ...definitions[reference.replace('#/$defs/', '')], ...schema }
}

type State = {
  readonly random: () => number
  readonly options: RandomOptions
  readonly seed: number
  next: number
  /** Ids by section, and by `section.list` for lists within; taken one by one as their items are made. */
  readonly ids: Map<string, { all: string[]; taken: number }>
}

/** mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function upTo(state: State, most: number): number {
  return Math.floor(state.random() * most)
}

function pick<T>(state: State, from: readonly T[]): T {
  return from[upTo(state, from.length)] as T
}

/** Items refer to one another, so that ids stand before items do. */
function reserveIds(sections: readonly string[], state: State): void {
  const reserve = (name: string, prefix: string, count: number): void => {
    const all = Array.from({ length: count }, (_, index) => `${prefix}-${state.seed}-${index + 1}`)
    state.ids.set(name, { all, taken: 0 })
  }
  for (const section of sections) {
    const schema = resolvedSchema((caseRecordSchema['properties'] as Json)[section])
    if (schema['type'] === 'array') reserve(section, section, 1 + upTo(state, state.options.itemsMax))
  }
  reserve('mandates.conditions', 'conditions', (state.ids.get('mandates')?.all.length ?? 0) * 2)
}

function value(fragment: unknown, place: string, state: State): unknown {
  const schema = resolvedSchema(fragment)
  if (Array.isArray(schema['enum'])) return pick(state, schema['enum'] as unknown[])
  if (schema['x-declaresId'] === true) return freshId(place, state)
  if (Array.isArray(schema['x-refersTo'])) return reference(schema['x-refersTo'] as string[], state)
  switch (schema['type']) {
    case 'object':
      return object(schema, place, state)
    case 'array':
      return array(schema, place, state)
    case 'boolean':
      return state.random() < 0.5
    case 'integer':
      return Math.round(number(schema, state))
    case 'number':
      return Math.round(number(schema, state) * 4) / 4
    default:
      return text(schema, place, state)
  }
}

function number({ minimum = 0, maximum = 100 }: Json, state: State): number {
  const [least, most] = [Math.max(Number(minimum), -500), Math.min(Number(maximum), 500)]
  return least + state.random() * (most - least)
}

function freshId(place: string, state: State): string {
  const name = place.split('/').slice(1, -1).join('.')
  const reserved = state.ids.get(name)
  const id = reserved?.all[reserved.taken]
  if (reserved && id !== undefined) {
    reserved.taken += 1
    return id
  }
  state.next += 1
  return `${name.split('.').at(-1) || 'item'}-${state.seed}-n${state.next}`
}

/** Undefined where the sections have no items. */
function reference(sections: readonly string[], state: State): string | undefined {
  const all = sections.flatMap((section) => state.ids.get(section)?.all ?? [])
  return all.length === 0 ? undefined : pick(state, all)
}

function text(schema: Json, place: string, state: State): string {
  const { format, pattern } = schema
  if (format === 'date') return day(state)
  if (format === 'date-time') return `${day(state)}T${clock(state)}-05:00`
  state.next += 1
  if (format === 'uri') return `https://numbers.example/${state.seed}/${state.next}`
  if (typeof pattern === 'string' && pattern !== '\\S' && !pattern.startsWith('^[A-Za-z0-9][A-Za-z0-9._-]')) {
    const [made = ''] = fc.sample(fc.stringMatching(new RegExp(pattern)), {
      numRuns: 1,
      seed: state.seed + state.next,
    })
    return made
  }
  if (typeof pattern === 'string' && pattern !== '\\S') return `id-${state.seed}-${state.next}`
  const name = place.split('/').at(-1) ?? ''
  return pick(state, [
    `${name} ${state.next}`,
    `${name}: "${state.next}" – Größe <b>&amp;</b>`,
    `${name} ${state.next}, and so on; 100 %`,
  ])
}

function day(state: State): string {
  const start = Date.UTC(2025, 0, 1)
  return new Date(start + upTo(state, 680) * 86_400_000).toISOString().slice(0, 10)
}

function clock(state: State): string {
  const two = (most: number): string => String(upTo(state, most)).padStart(2, '0')
  return `${two(24)}:${two(60)}:00`
}

/** Parts without ids that one item has once of each kind: two of a kind are not carried (docs/mapping.md). */
const KEYS: Readonly<Record<string, string>> = {
  '/assessments/dimensions': 'number',
  '/assessments/instruments': 'instrument',
}

function array(schema: Json, place: string, state: State): unknown[] {
  const { minItems = 0, maxItems = 9, items, uniqueItems } = schema
  const reserved = state.ids.get(place.slice(1).replaceAll('/', '.'))
  const isSection = place.split('/').length === 2 && reserved !== undefined
  const most = Math.min(Number(maxItems), state.options.itemsMax)
  const length = isSection
    ? reserved.all.length
    : place === '/mandates/conditions'
      ? 2
      : Math.max(Number(minItems), 1 + upTo(state, most))
  const made = Array.from({ length }, () => value(items, place, state)).filter((each) => each !== undefined)
  const key = KEYS[place]
  if (key !== undefined) return [...new Map(made.map((each) => [(each as Json)[key], each])).values()]
  return uniqueItems === true ? [...new Map(made.map((each) => [JSON.stringify(each), each])).values()] : made
}

function object(fragment: Json, place: string, state: State, always: readonly string[] = []): Json {
  const properties = fragment['properties'] as Json
  const required = new Set([...((fragment['required'] as string[] | undefined) ?? []), ...always])
  const made: Json = {}
  const add = (name: string): void => {
    const given = name in properties ? value(properties[name], `${place}/${name}`, state) : undefined
    if (given !== undefined && !(Array.isArray(given) && given.length === 0)) made[name] = given
  }
  for (const name of Object.keys(properties)) {
    if (name === 'withdrawn') continue
    if (required.has(name) || state.random() < state.options.filled) add(name)
  }
  heed(fragment, made, add, state)
  return made
}

type Condition = { field: string; in: string[]; needs: string[] }

/** What the annotations of the schema ask of fields that stand together. */
function heed(schema: Json, made: Json, add: (name: string) => void, state: State): void {
  const fields = (keyword: string): string[] => (schema[keyword] as string[] | undefined) ?? []
  const [one, most, least] = [fields('x-exactlyOneOf'), fields('x-atMostOneOf'), fields('x-atLeastOneOf')]
  const keepOne = (among: readonly string[]): void => {
    const there = among.filter((name) => name in made)
    const kept = there.length === 0 ? undefined : pick(state, there)
    for (const name of there) if (name !== kept) delete made[name]
  }
  if (one.length > 0) {
    keepOne(one)
    if (!one.some((name) => name in made)) add(pick(state, one))
  }
  keepOne(most)
  if (least.length > 0 && !least.some((name) => name in made)) add(pick(state, least))
  for (const { field, in: codes, needs } of (schema['x-requiredWhen'] as Condition[] | undefined) ?? []) {
    const stated = [made[field]].flat()
    if (stated.some((code) => codes.includes(String(code))) && !needs.some((name) => name in made))
      add(pick(state, needs))
  }
  for (const [earlier, later] of (schema['x-dateOrder'] as [string, string][] | undefined) ?? []) {
    const [a, b] = [made[earlier], made[later]]
    if (typeof a === 'string' && typeof b === 'string' && a > b) [made[earlier], made[later]] = [b, a]
  }
}

/** Takes out what the rules of intake still refuse: the field at fault, or, where it must be there, its object. */
function mended(record: Json): CaseRecord {
  for (let round = 0; round < MENDING_ROUNDS_MAX; round += 1) {
    const checked = check(record)
    if (checked.kind === 'ok') return checked.record
    for (const { pointer } of checked.faults) takeOut(record, pointer.split('/').slice(1))
  }
  throw new Error(`no valid record: ${JSON.stringify(check(record)).slice(0, 600)}`)
}

function takeOut(record: Json, steps: readonly string[]): void {
  const parents: unknown[] = [record]
  for (const step of steps.slice(0, -1)) parents.push(childOf(parents.at(-1), step))
  const last = steps.at(-1)
  const parent = parents.at(-1)
  if (last === undefined) return
  if (Array.isArray(parent)) {
    parent.splice(Number(last), 1)
    if (parent.length === 0) takeOut(record, steps.slice(0, -1))
  } else if (isObject(parent) && last in parent) delete parent[last]
  // What is missing cannot be taken out: the object that lacks it is.
  else if (steps.length > 2) takeOut(record, steps.slice(0, -1))
}

function childOf(parent: unknown, step: string): unknown {
  if (Array.isArray(parent)) return parent[Number(step)]
  return isObject(parent) ? parent[step] : undefined
}
