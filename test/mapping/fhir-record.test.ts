/** Back from FHIR to the record: the example that docs/mapping.md describes, on what the maps to FHIR make of the main case. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { createFhirMap } from '../../src/gateway/fhir-map.ts'
import type { BundleEntry } from '../../src/fhir/resource.ts'
import {
  caseRecord,
  content,
  fhirpath,
  kept,
  mapped,
  SYSTEM_OF_RECORDS,
  terminology,
} from './case-record-ground.ts'

const text = readFileSync(new URL('./maps/fhir-record.map', import.meta.url), 'utf8')
const back = createFhirMap({ ...content, maps: [{ name: 'fhir-record', text }] }, { fhirpath, terminology })
const record = caseRecord('main')
const forward = mapped(record)
const context = {
  custodian: 'cedar-bridge',
  system: SYSTEM_OF_RECORDS,
  newId: () => 'not-asked-for',
  envelope: { schemaVersion: '1.0', record: { id: 'r1', version: 3 } },
}

type Part = Readonly<Record<string, unknown>>

function recordOf(entries: readonly BundleEntry[]): Record<string, Part & readonly Part[]> {
  if (!back) throw new Error('the example is the map of this name')
  return back(entries, context).record as Record<string, Part & readonly Part[]>
}

describe.each([
  ['as the maps made them', forward.resources],
  ['as they are kept', kept(forward).map((resource): BundleEntry => ({ resource }))],
])('resources %s', (_name, entries) => {
  const made = recordOf(entries)

  test('are one client, with scalars and lists as the schema has them', () => {
    expect(made['client']).toMatchObject({
      id: 'cb-client-4711',
      name: { family: 'Placeholder', given: ['Testa', 'Invented'] },
      otherNames: ['Tess'],
      birthDate: '1991-04-12',
      telecoms: [
        { kind: 'phone', use: 'mobile', preferred: true },
        { kind: 'email', use: 'home' },
      ],
      identifiers: [{ value: 'LH-000123' }, { value: 'HC-TC-2026-0147' }],
    })
  })

  test('are grouped by what they refer to, in order, with numbers as numbers', () => {
    const goals = (record as unknown as Record<string, Part[]>)['goals'] ?? []
    const fields = ['id', 'statement', 'lifecycle', 'domain', 'needs', 'diagnoses', 'target', 'due']
    const wanted = goals.map((goal) =>
      Object.fromEntries(fields.flatMap((name) => (name in goal ? [[name, goal[name]]] : []))),
    )
    expect(made['goals']).toHaveLength(wanted.length)
    expect(made['goals']).toMatchObject(wanted)
    expect(made['goals']?.[0]?.['reviews']).toMatchObject([
      { id: 'tp-rv-use-1', on: '2026-04-27', by: { client: true }, met: 'partly-met' },
      {
        id: 'tp-rv-use-2',
        by: { team: 'cb-staff-sample' },
        evidence: 'Confirmed positive test of 2026-06-16.',
      },
      { id: 'tp-rv-use-3' },
      { id: 'tp-rv-use-4' },
    ])
  })

  test('are two for one item where the maps made two', () => {
    expect(made['referrals']?.find(({ id }) => id === 'tp-ref-benefits')).toMatchObject({
      status: 'completed',
    })
    expect(made['record']).toEqual({ id: 'r1', version: 3 })
  })
})

test('elements that no rule consumed are told', () => {
  const told = back?.(forward.resources, context).unmapped ?? []
  expect(told).toContainEqual({
    pointer: '/entry/0/resource/gender',
    reason: 'No rule of the maps carries this field.',
  })
  expect(told.filter(({ pointer }) => pointer === '/entry/0/resource/birthDate')).toEqual([])
})

test('without maps for it there is no way back', () => {
  expect(createFhirMap({ ...content, maps: [] }, { fhirpath, terminology })).toBeUndefined()
})
