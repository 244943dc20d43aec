import { afterAll, beforeEach, describe, expect, test } from '@jest/globals'
import { record } from '../../src/audit/record.ts'
import { seal, SEAL_ROWS_MAX, verify } from '../../src/audit/seal.ts'
import { createTestDatabase } from '../support/database.ts'
import type { TestDatabase } from '../support/database.ts'

const AT = '2026-11-23T12:00:00.000Z'
const PERSON = '00000000-0000-4000-8000-00000000000a'
const OTHER = '00000000-0000-4000-8000-00000000000b'

let database: TestDatabase
let ids = 0
const newId = (): string => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`

async function write(count = 1): Promise<void> {
  const event = {
    act: 'read',
    at: AT,
    person: PERSON,
    actor: 'gateway',
    outcome: 'success',
    entities: [],
  } as const
  await database.transaction((tx) =>
    record(
      tx,
      Array.from({ length: count }, () => event),
      newId,
    ),
  )
}

const sealAll = (): Promise<number> => database.transaction((tx) => seal(tx, AT))
const verified = (): ReturnType<typeof verify> => database.transaction(verify)

beforeEach(async () => {
  database ??= await createTestDatabase()
  await database.query('truncate audit_event, audit_seal')
})
afterAll(() => database.close())

describe('the seal', () => {
  test('of nothing is nothing', async () => {
    expect(await sealAll()).toBe(0)
    expect(await verified()).toEqual({ kind: 'intact', seals: 0, rows: 0, unsealed: 0 })
  })

  test('chains what was committed, and reports the tail that it has not reached', async () => {
    await write(3)
    expect(await verified()).toEqual({ kind: 'intact', seals: 0, rows: 0, unsealed: 3 })
    expect(await sealAll()).toBe(3)
    await write(2)
    expect(await sealAll()).toBe(2)
    await write()
    expect(await verified()).toEqual({ kind: 'intact', seals: 2, rows: 5, unsealed: 1 })
    expect(await sealAll()).toBe(1)
    expect(await sealAll()).toBe(0)
    const { rows } = await database.query<{ hash: string; previous: string }>(
      'select hash, previous from audit_seal order by seal',
    )
    expect(rows[0]?.previous).toBe('0'.repeat(64))
    expect(rows[1]?.previous).toBe(rows[0]?.hash)
    expect(rows[2]?.previous).toBe(rows[1]?.hash)
  })

  test('covers so many rows at most', async () => {
    await write(SEAL_ROWS_MAX + 1)
    expect([await sealAll(), await sealAll(), await sealAll()]).toEqual([SEAL_ROWS_MAX, 1, 0])
    expect(await verified()).toMatchObject({ kind: 'intact', seals: 2, rows: SEAL_ROWS_MAX + 1 })
  })

  test('finds later a row that was written earlier and committed after others', async () => {
    let commit = (): void => undefined
    const waiting = new Promise<void>((resolve) => (commit = resolve))
    let written = (): void => undefined
    const isWritten = new Promise<void>((resolve) => (written = resolve))
    const slow = database.transaction(async (tx) => {
      const event = {
        act: 'read',
        at: AT,
        person: OTHER,
        actor: 'gateway',
        outcome: 'success',
        entities: [],
      } as const
      await record(tx, [event], newId)
      written()
      await waiting
    })
    await isWritten
    await write()
    expect(await sealAll()).toBe(1)
    commit()
    await slow
    expect(await verified()).toEqual({ kind: 'intact', seals: 1, rows: 1, unsealed: 1 })
    expect(await sealAll()).toBe(1)
    expect(await verified()).toEqual({ kind: 'intact', seals: 2, rows: 2, unsealed: 0 })
  })

  test('is set by one sealer at a time', async () => {
    await write(3)
    const sealed = await Promise.all([sealAll(), sealAll(), sealAll()])
    expect(sealed.reduce((one, other) => one + other)).toBe(3)
    expect(await verified()).toMatchObject({ kind: 'intact', rows: 3, unsealed: 0 })
  })
})

describe('is broken by', () => {
  beforeEach(async () => {
    for (let n = 0; n < 3; n += 1) {
      await write(2)
      await sealAll()
    }
  })

  const second = 'sequence = (select min(sequence) from audit_event where seal = 2)'
  test.each([
    [
      'a word that was changed',
      `update audit_event set content = replace(content::text, 'success', 'failure')::json where ${second}`,
      '2',
    ],
    [
      'a space that was added',
      `update audit_event set content = (content::text || ' ')::json where ${second}`,
      '2',
    ],
    [
      'a time that was changed',
      `update audit_event set recorded = recorded + interval '1 second' where ${second}`,
      '2',
    ],
    ['an id that was changed', `update audit_event set id = '${OTHER}' where ${second}`, '2'],
    [
      'a row that was given to another person',
      `update audit_event set person = '${OTHER}' where ${second}`,
      '2',
    ],
    ['a row that was removed', `delete from audit_event where ${second}`, '2'],
    ['a row that was taken out of its seal', `update audit_event set seal = null where ${second}`, '2'],
    ['a row that was moved to another seal', `update audit_event set seal = 3 where ${second}`, '2'],
    [
      'a row that was slipped in',
      `insert into audit_event (person, id, recorded, content, seal) values ('${PERSON}', '${OTHER}', now(), '{}', 2)`,
      '2',
    ],
    [
      'a row under a seal that is not there',
      `insert into audit_event (person, id, recorded, content, seal) values ('${PERSON}', '${OTHER}', now(), '{}', 4)`,
      '4',
    ],
    [
      'rows that were exchanged',
      `update audit_event e set content = o.content from audit_event o where e.seal = 2 and o.seal = 2 and o.id <> e.id`,
      '2',
    ],
    ['a seal that was removed', 'delete from audit_seal where seal = 2', '3'],
    ['the last seal that was removed', 'delete from audit_seal where seal = 3', '3'],
    ['a seal that was rewritten', `update audit_seal set hash = repeat('a', 64) where seal = 2`, '2'],
    [
      'a seal with its rows that was removed',
      'with gone as (delete from audit_seal where seal = 2) delete from audit_event where seal = 2',
      '3',
    ],
  ])('%s', async (_, tamper, at) => {
    expect(await verified()).toMatchObject({ kind: 'intact', seals: 3, rows: 6 })
    await database.query(tamper)
    const found = await verified()
    expect(found).toMatchObject({ kind: 'broken', seal: at })
    expect('reason' in found && found.reason.length).toBeGreaterThan(10)
  })

  test('nothing that comes after', async () => {
    await write(2)
    expect(await verified()).toEqual({ kind: 'intact', seals: 3, rows: 6, unsealed: 2 })
  })
})
