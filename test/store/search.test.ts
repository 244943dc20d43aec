import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { SYSTEM } from '../../src/fhir/codes.ts'
import { encodeCursor } from '../../src/store/criteria.ts'
import { bySourceKeys, compartment, readAll } from '../../src/store/find.ts'
import { count, search } from '../../src/store/search.ts'
import { CENTER, HOSPITAL, openTestStore, PERSON } from './support.ts'
import type { TestStore } from './support.ts'

let store: TestStore
beforeAll(async () => {
  store = await openTestStore()
  await keepPatients()
  await keepAppointments()
})
afterAll(() => store.database.close())

async function keepPatients(): Promise<void> {
  const testa = {
    resourceType: 'Patient',
    id: 'testa',
    active: true,
    identifier: [{ system: 'urn:center', value: 'p|1' }, { value: 'no-system' }],
    name: [{ family: 'Müller-Placeholder', given: ['Testa', 'María'] }],
    birthDate: '1991-04-12',
    telecom: [{ system: 'phone', value: '555-0100' }],
  }
  await store.kept(testa)
  const tomas = {
    resourceType: 'Patient',
    id: 'tomas',
    identifier: [{ system: 'urn:other', value: 'p|1' }],
    name: [{ family: "O'Sample, Junior", given: ['Tomas'] }],
    birthDate: '1991-05',
  }
  await store.kept(tomas, { person: PERSON.b })
}

async function keepAppointments(): Promise<void> {
  const starts = [
    '2026-11-20T10:00:00-05:00',
    '2026-11-21T10:00:00-05:00',
    '2026-11-21T23:30:00-05:00',
    '2026-11-22T10:00:00-05:00',
  ]
  for (const [n, start] of starts.entries()) {
    const appointment = {
      resourceType: 'Appointment',
      id: `appointment-${n}`,
      status: n < 2 ? 'booked' : 'noshow',
      serviceType: [{ coding: [{ system: SYSTEM.serviceType, code: 'group-counseling' }], text: 'Group' }],
      start,
      participant: [
        { actor: { reference: 'Patient/testa' }, status: 'accepted' },
        ...(n === 3 ? [{ actor: { reference: 'Practitioner/9' }, status: 'accepted' }] : []),
      ],
    }
    await store.kept(appointment, { at: `2026-11-23T12:00:0${n}.000Z` })
  }
}

async function found(query: string): Promise<string[]> {
  return (await store.ids(CENTER, query)).toSorted()
}

describe('a search finds', () => {
  test.each([
    ['Patient?identifier=urn:center|p\\|1', ['testa']],
    ['Patient?identifier=p\\|1', ['testa', 'tomas']],
    ['Patient?identifier=|no-system', ['testa']],
    ['Patient?identifier=|p\\|1', []],
    ['Patient?identifier=urn:other|', ['tomas']],
    ['Patient?identifier=urn:center|p\\|1,urn:other|p\\|1', ['testa', 'tomas']],
    ['Patient?identifier=urn:center|p\\|1&identifier=urn:other|p\\|1', []],
    ['Patient?active=true', ['testa']],
    ['Patient?active:not=true', ['tomas']],
    ['Patient?phone=555-0100', ['testa']],
    ['Appointment?status=booked', ['appointment-0', 'appointment-1']],
    ['Appointment?status:not=booked', ['appointment-2', 'appointment-3']],
    [
      `Appointment?service-type=${SYSTEM.serviceType}|group-counseling&status=noshow`,
      ['appointment-2', 'appointment-3'],
    ],
    ['Appointment?service-type=urn:elsewhere|group-counseling', []],
  ])('tokens: %s', async (query, ids) => {
    expect(await found(query)).toEqual(ids)
  })

  test.each([
    ['Patient?family=muller', ['testa']],
    ['Patient?family=MÜLLER-P', ['testa']],
    ['Patient?family=laceholder', []],
    ['Patient?name=maria', ['testa']],
    ['Patient?given=t', ['testa', 'tomas']],
    ["Patient?family=o'sample\\, j", ['tomas']],
    ["Patient?family=o'sample,muller", ['testa', 'tomas']],
    ['Patient?given:exact=Testa', ['testa']],
    ['Patient?given:exact=testa', []],
    ['Patient?given:exact=Test', []],
    ['Patient?given=%25', []],
    ['Patient?given=_esta', []],
  ])('strings: %s', async (query, ids) => {
    expect(await found(query)).toEqual(ids)
  })

  test.each([
    ['Appointment?patient=Patient/testa&status=booked', ['appointment-0', 'appointment-1']],
    ['Appointment?patient=testa&status=booked', ['appointment-0', 'appointment-1']],
    ['Appointment?actor=Practitioner/9', ['appointment-3']],
    ['Appointment?practitioner=9', ['appointment-3']],
    ['Appointment?actor:Practitioner=9', ['appointment-3']],
    ['Appointment?actor:Patient=9', []],
  ])('references: %s', async (query, ids) => {
    expect(await found(query)).toEqual(ids)
  })

  test.each([
    ['eq2026-11-21', ['appointment-1']],
    ['2026-11', ['appointment-0', 'appointment-1', 'appointment-2', 'appointment-3']],
    ['ne2026-11-21', ['appointment-0', 'appointment-2', 'appointment-3']],
    ['lt2026-11-21', ['appointment-0']],
    ['le2026-11-21', ['appointment-0', 'appointment-1']],
    ['gt2026-11-21', ['appointment-2', 'appointment-3']],
    ['ge2026-11-21', ['appointment-1', 'appointment-2', 'appointment-3']],
    ['sa2026-11-21', ['appointment-2', 'appointment-3']],
    ['eb2026-11-21', ['appointment-0']],
    ['2026-11-21T23:30:00-05:00', ['appointment-2']],
    ['2026-11-22T04:30:00Z', ['appointment-2']],
    ['2026-11-20,2026-11-21', ['appointment-0', 'appointment-1']],
  ])('dates: date=%s', async (value, ids) => {
    expect(await found(`Appointment?date=${value.replace('+', '%2B')}`)).toEqual(ids)
  })

  test('dates of less precision by their range', async () => {
    expect(await found('Patient?birthdate=1991-05')).toEqual(['tomas'])
    expect(await found('Patient?birthdate=1991-05-10')).toEqual([])
    expect(await found('Patient?birthdate=le1991-05-10')).toEqual(['testa', 'tomas'])
  })

  test.each([
    ['ge2026-11-23T12:00:02.000Z', 2],
    ['gt2026-11-23T12:00:02.000Z', 1],
    ['le2026-11-23T12:00:02.000Z', 3],
    ['lt2026-11-23T12:00:02.000Z', 2],
    ['2026-11-23T12:00:02.000Z', 1],
    ['ne2026-11-23T12:00:02.000Z', 3],
    ['sa2026-11-23T12:00:02.000Z', 1],
    ['eb2026-11-23T12:00:02.000Z', 2],
    ['2026-11-23T12:00:02Z', 1],
    ['2026-11-23T12:00:01Z', 1],
  ])('what was updated at the instant itself: _lastUpdated=%s', async (value, found_) => {
    expect(await store.ids(CENTER, `Appointment?_lastUpdated=${value}`)).toHaveLength(found_)
  })

  test('by id, only of the type', async () => {
    expect(await found('Appointment?_id=appointment-1,appointment-3,testa')).toEqual([
      'appointment-1',
      'appointment-3',
    ])
  })
})

describe('a page', () => {
  test.each([
    ['-_lastUpdated', ['3', '2', '1', '0']],
    ['_lastUpdated', ['0', '1', '2', '3']],
  ])('follows the other without gap or repetition, sorted by %s', async (sort, expected) => {
    const ids: string[] = []
    let cursor = ''
    for (let page = 0; page < 4; page += 1) {
      const asked = store.parse(`Appointment?_count=1&_sort=${sort}${cursor && `&_cursor=${cursor}`}`)
      const { found: rows, more } = await search(store.database, CENTER, asked)
      ids.push(...rows.map(({ id }) => id.slice('appointment-'.length)))
      expect(more).toBe(page < 3)
      const last = rows.at(-1)
      if (last) cursor = encodeCursor(last)
    }
    expect(ids).toEqual(expected)
  })

  test('breaks ties of the same instant by id', async () => {
    const at = '2026-11-23T11:00:00.000Z'
    for (const id of ['tie-b', 'tie-a', 'tie-c'])
      await store.kept({ resourceType: 'Goal', id, subject: { reference: 'Patient/testa' } }, { at })
    const ids: string[] = []
    let cursor = ''
    for (let page = 0; page < 3; page += 1) {
      const [id = ''] = await store.ids(CENTER, `Goal?_count=1${cursor && `&_cursor=${cursor}`}`)
      ids.push(id)
      cursor = encodeCursor({ updated: at, id })
    }
    expect(ids).toEqual(['tie-c', 'tie-b', 'tie-a'])
  })

  test('of no rows asks the database for none', async () => {
    expect(await search(store.database, CENTER, store.parse('Appointment?_count=0'))).toEqual({
      found: [],
      more: false,
    })
    expect(await count(store.database, CENTER, store.parse('Appointment?status=booked'))).toBe(2)
  })
})

describe('lookups', () => {
  test('find what references name, once each and of those that may be seen', async () => {
    const references = ['Patient/testa', 'Appointment/appointment-1', 'Patient/nobody', 'Goal/testa']
    const rows = await readAll(store.database, CENTER, references)
    expect(rows.map(({ type, id }) => `${type}/${id}`).toSorted()).toEqual([
      'Appointment/appointment-1',
      'Patient/testa',
    ])
    expect(await readAll(store.database, HOSPITAL, references)).toEqual([])
    expect(await readAll(store.database, CENTER, [])).toEqual([])
  })

  test('give a person’s records of some types, oldest first', async () => {
    const of = { person: PERSON.a, custodian: 'center', types: ['Appointment', 'Patient'] }
    const rows = await compartment(store.database, CENTER, of)
    // Of the same instant, by id.
    expect(rows.map(({ id }) => id)).toEqual([
      'appointment-0',
      'testa',
      'appointment-1',
      'appointment-2',
      'appointment-3',
    ])
    expect(await compartment(store.database, HOSPITAL, of)).toEqual([])
    expect(
      await compartment(store.database, CENTER, { ...of, person: PERSON.b, types: ['Appointment'] }),
    ).toEqual([])
  })

  test('find by source key among one’s own only', async () => {
    await store.database.query('update resource set source_key = $1 where id = $2', [
      'urn:center|g-1',
      'tie-a',
    ])
    const of = { person: PERSON.a, type: 'Goal', keys: ['urn:center|g-1', 'urn:center|g-2'] }
    expect(
      (await bySourceKeys(store.database, CENTER, of)).map(({ id, sourceKey }) => [id, sourceKey]),
    ).toEqual([['tie-a', 'urn:center|g-1']])
    expect(await bySourceKeys(store.database, HOSPITAL, of)).toEqual([])
    expect(await bySourceKeys(store.database, CENTER, { ...of, person: PERSON.b })).toEqual([])
  })
})
