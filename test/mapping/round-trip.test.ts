/**
 * The laws of the maps, both ways: what a record says comes back from FHIR, field by field of the schema; what FHIR says comes
 * back from the record, or is told as lost. Records are generated from the schema (test/support/random-record.ts).
 */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { isObject } from '../../src/fhir/resource.ts'
import type { BundleEntry, Resource } from '../../src/fhir/resource.ts'
import { createFhirMap } from '../../src/gateway/fhir-map.ts'
import { createRecordMap, mapAgain } from '../../src/gateway/record-map.ts'
import type { CaseRecord } from '../../src/intake/intake.ts'
import { caseRecordSchema, randomRecord, resolvedSchema, seeds } from '../support/random-record.ts'
import {
  caseRecord,
  content,
  fhirpath,
  mapped,
  SYSTEM_OF_RECORDS,
  terminology,
} from './case-record-ground.ts'

/** Seeds of records in which every field of the schema comes up at least once. */
const EVERY_FIELD = [170, 124, 135, 79, 57, 8, 2]
const FULL = { filled: 0.85, itemsMax: 3 }
/** Records of any other seed. */
const RUNS = 3
/** Records of which elements are changed. */
const CHANGED_RECORDS = 3

const forth = createRecordMap(content, { fhirpath, terminology })
const back = createFhirMap(content, { fhirpath, terminology }, mapAgain(forth))

type Leaf = { readonly path: string; readonly value: string }

/** Leaves by place; items are known by their ids, lists without order in the schema are sets. */
function leavesOf(
  value: unknown,
  place = '',
  path = '',
  leaves = new Map<string, Leaf>(),
): Map<string, Leaf> {
  if (Array.isArray(value)) {
    const items = value as unknown[]
    if (items.every((item) => !isObject(item))) {
      leaves.set(place, { path, value: JSON.stringify(items.map(String).toSorted()) })
    } else
      items.forEach((item, index) => {
        const key = isObject(item) && typeof item['id'] === 'string' ? item['id'] : index
        leavesOf(item, `${place}[${key}]`, path, leaves)
      })
  } else if (isObject(value)) {
    for (const [name, child] of Object.entries(value))
      leavesOf(child, `${place}/${name}`, `${path}/${name}`, leaves)
  } else leaves.set(place, { path, value: JSON.stringify(value) })
  return leaves
}

/** The paths of all leaves that the schema has. */
function schemaPaths(fragment: unknown, path = '', paths = new Set<string>()): Set<string> {
  const schema = resolvedSchema(fragment)
  if (isObject(schema['properties'])) {
    for (const [name, property] of Object.entries(schema['properties']))
      schemaPaths(property, `${path}/${name}`, paths)
  } else if (schema['type'] === 'array') schemaPaths(schema['items'], path, paths)
  else paths.add(path)
  return paths
}

/** The envelope, which no resource carries, and what was withdrawn: read by the flows. */
const ENVELOPE = /^\/(?:schemaVersion|record\/(?:id|version|custodian|asOf)|withdrawn\/.*)$/

/** Fields that do not come back, and why; docs/mapping.md tells the same. */
const NOT_BACK: Readonly<Record<string, string>> = {
  '/household/clientId': 'That a member of the household is a client too is never carried.',
  '/preferences/status': 'A preference without a status is active, and says so afterwards.',
}

function backOf(entries: readonly BundleEntry[], record: CaseRecord): ReturnType<NonNullable<typeof back>> {
  if (!back) throw new Error('there are no maps back')
  const { schemaVersion, record: envelope } = record as unknown as {
    schemaVersion: string
    record: Record<string, unknown>
  }
  const { unit: _unit, ...header } = envelope
  return back(entries, {
    custodian: 'cedar-bridge',
    system: SYSTEM_OF_RECORDS,
    newId: () => 'not-asked-for',
    envelope: { schemaVersion, record: header },
  })
}

const records = [
  caseRecord('main'),
  caseRecord('second'),
  caseRecord('third'),
  ...EVERY_FIELD.map((seed) => randomRecord(seed, FULL)),
]

/** The paths of what did not come back as it was, or came back from nothing. */
function changedIn(record: CaseRecord, seen = new Set<string>()): string[] {
  const made = leavesOf(backOf(mapped(record).resources, record).record)
  const given = leavesOf({ ...record, withdrawn: undefined })
  for (const { path } of given.values()) seen.add(path)
  return [
    ...[...given].filter(([place, { value }]) => made.get(place)?.value !== value),
    ...[...made].filter(([place]) => !given.has(place)),
  ]
    .map(([, { path }]) => path)
    .filter((path) => !ENVELOPE.test(path))
}

describe('record -> FHIR -> record', () => {
  const seen = new Set<string>()
  const changed = new Set<string>()
  beforeAll(() => {
    for (const record of records) for (const path of changedIn(record, seen)) changed.add(path)
  })

  const paths = [...schemaPaths(caseRecordSchema)].filter((path) => !ENVELOPE.test(path))

  test('every field of the schema comes up', () => {
    expect(paths.filter((path) => !seen.has(path))).toEqual([])
  })

  test('is the identity on all fields but those that are listed, with reasons', () => {
    expect([...changed].toSorted()).toEqual(Object.keys(NOT_BACK).toSorted())
  })

  test('whatever the record', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(changedIn(randomRecord(seed)).filter((path) => !(path in NOT_BACK))).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  test('these are less than 3 of 100, and the page of maps names them', () => {
    expect(Object.keys(NOT_BACK).length / paths.length).toBeLessThan(0.03)
    const page = readFileSync('docs/mapping.md', 'utf8')
    expect(Object.keys(NOT_BACK).filter((path) => !page.includes(`\`${path}\``))).toEqual([])
  })
})

/** Places of texts in a resource that somebody may have written otherwise: no ids, codes, references or URLs. */
function textsIn(value: unknown, pointer: string, name = ''): string[] {
  if (Array.isArray(value))
    return value.flatMap((item: unknown, index) => textsIn(item, `${pointer}/${index}`, name))
  if (isObject(value))
    return Object.entries(value).flatMap(([key, child]) => textsIn(child, `${pointer}/${key}`, key))
  return typeof value === 'string' && TEXTS.has(name) ? [pointer] : []
}
const TEXTS = new Set([
  'text',
  'description',
  'title',
  'comment',
  'valueString',
  'statusReason',
  'line',
  'city',
])

function at(root: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (value, step) =>
        Array.isArray(value) ? value[Number(step)] : isObject(value) ? value[step] : undefined,
      root,
    )
}

function put(root: unknown, pointer: string, value: unknown): void {
  const steps = pointer.split('/')
  const last = steps.pop() ?? ''
  const parent = at(root, steps.join('/'))
  if (Array.isArray(parent)) parent[Number(last)] = value
  else if (isObject(parent)) parent[last] = value
}

describe('FHIR -> record -> FHIR', () => {
  test.each(['main', 'second', 'third'])('loses nothing of what the %s case became', (name) => {
    const record = caseRecord(name)
    const { unmapped } = backOf(mapped(record).resources, record)
    expect(unmapped).toEqual([])
  })

  test('of what was changed, everything comes back or is told as lost', () => {
    const random = fc.sample(seeds, { numRuns: CHANGED_RECORDS, seed: 7 })
    let [arrived, told] = [0, 0]
    for (const seed of random) {
      const record = randomRecord(seed)
      const entries = structuredClone(mapped(record).resources) as unknown as {
        fullUrl: string
        resource: Resource
      }[]
      const places = entries.flatMap(({ resource }, index) => textsIn(resource, `/${index}/resource`))
      const touched = places.filter((_, index) => index % 3 === 0)
      for (const place of touched) put(entries, place, `${String(at(entries, place))} (changed)`)
      put(entries, '/0/resource/language', 'en')
      const { record: made, unmapped } = backOf(entries, record)
      const lost = new Set(unmapped.map(({ pointer }) => pointer))
      const again = new Map(
        forth(made as CaseRecord, CONTEXT).resources.map(({ fullUrl, resource }) => [fullUrl, resource]),
      )
      expect(lost.has('/entry/0/resource/language')).toBe(true)
      for (const place of touched) {
        const [, index = '', , ...steps] = place.split('/')
        const resource = again.get(entries[Number(index)]?.fullUrl ?? '')
        const isBack = at(resource, `/${steps.join('/')}`) === at(entries, place)
        expect([place, isBack !== lost.has(`/entry${place}`)]).toEqual([place, true])
        if (isBack) arrived += 1
        else told += 1
      }
    }
    // A repetition of something, such as the name of an assessor at each part, follows what it repeats.
    expect(arrived).toBeGreaterThan(3 * told)
  })
})

const CONTEXT = { custodian: 'cedar-bridge', system: SYSTEM_OF_RECORDS, newId: () => 'not-asked-for' }
