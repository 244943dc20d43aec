import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import pg from 'pg'
import { DatabaseError, type DatabaseErrorCode, type Transaction } from '../../src/database/database.ts'
import { databaseLimits, openDatabase, type DatabaseConfig } from '../../src/database/pool.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false })
  await database.query('create table note (id int8 primary key, text text not null, day date)')
})
beforeEach(async () => {
  await database.query('truncate note')
})
afterAll(async () => {
  await database.close()
})

async function failureOf(promise: Promise<unknown>): Promise<DatabaseError> {
  const failure: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (failure instanceof DatabaseError) return failure
  throw new Error('expected a DatabaseError', { cause: failure })
}

async function idsStored(): Promise<bigint[]> {
  const { rows } = await database.query<{ id: bigint }>('select id from note order by id')
  return rows.map(({ id }) => id)
}

/** Opens a second pool on the same database for one test. */
async function withPool<T>(
  config: Omit<DatabaseConfig, 'url'>,
  use: (pool: ReturnType<typeof openDatabase>) => Promise<T>,
): Promise<T> {
  const pool = openDatabase({ ...config, url: database.url })
  try {
    return await use(pool)
  } finally {
    await pool.close()
  }
}

const backendOf = async (tx: Transaction): Promise<number> => {
  const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid')
  return rows[0]?.pid ?? 0
}

test('gives int8 as bigint, instants as ISO 8601 UTC text and dates as text', async () => {
  const { rows } = await database.query(
    `select 9007199254740993::int8 as large, '{1,null}'::int8[] as list, count(*) as counted,
            '2026-02-03 04:05:06.789123+02'::timestamptz as instant, array['2026-01-01Z'::timestamptz] as instants,
            'infinity'::timestamptz as never, '2026-02-03'::date as day, 1.10::numeric as amount, '{"a":1}'::jsonb as json`,
  )
  expect(rows).toEqual([
    {
      large: 9007199254740993n,
      list: [1n, null],
      counted: 1n,
      instant: '2026-02-03T02:05:06.789Z',
      instants: ['2026-01-01T00:00:00.000Z'],
      never: 'infinity',
      day: '2026-02-03',
      amount: '1.10',
      json: { a: 1 },
    },
  ])
})

test('takes bigint, null, dates and arrays', async () => {
  const values = [2n ** 62n, null, new Date('2026-02-03T04:05:06.789Z'), [1n, 2n], JSON.stringify([1])]
  const { rows } = await database.query(
    'select $1::int8 as a, $2::text as b, $3::timestamptz as c, $4::int8[] as d, $5::jsonb as e',
    values,
  )
  expect(rows).toEqual([{ a: 2n ** 62n, b: null, c: '2026-02-03T04:05:06.789Z', d: [1n, 2n], e: [1] }])
})

test('commits what resolves and rolls back what throws, handing on the same error', async () => {
  const error = new Error('not this one')
  const failing = database.transaction(async (tx) => {
    await tx.query('insert into note values (1, $1)', ['first'])
    throw error
  })
  await expect(failing).rejects.toBe(error)
  const value = await database.transaction(async (tx) => {
    const { rowCount } = await tx.query('insert into note values (2, $1), (3, $1)', ['second'])
    return rowCount
  })
  expect(value).toBe(2)
  expect(await idsStored()).toEqual([2n, 3n])
})

test('a transaction whose failure was swallowed is not reported as stored', async () => {
  const swallowing = database.transaction(async (tx) => {
    await tx.query('insert into note values (1, $1)', ['kept?'])
    await tx.query('insert into note values (1, $1)', ['twice']).catch(() => undefined)
  })
  expect(await failureOf(swallowing)).toMatchObject({ sqlState: '23505', constraint: 'note_pkey' })
  expect(await idsStored()).toEqual([])
})

test('a rollback to a savepoint takes a failure back', async () => {
  await database.transaction(async (tx) => {
    await tx.query('insert into note values (1, $1)', ['kept'])
    await tx.query('savepoint before_second')
    await tx.query('insert into note values (1, $1)', ['twice']).catch(() => undefined)
    await tx.query('rollback to savepoint before_second')
  })
  expect(await idsStored()).toEqual([1n])
})

test('a transaction that is used after its end is a bug and says so', async () => {
  let kept: Transaction | undefined
  await database.transaction(async (tx) => {
    kept = tx
    await tx.query('select 1')
  })
  await expect(kept?.query('select 1')).rejects.toThrow('after its end')
})

test('errors name the constraint but never quote a value', async () => {
  const person = 'Testa Placeholder'
  await database.query('insert into note values (1, $1)', [person])
  const statements: [string, unknown[], string][] = [
    ['insert into note values (1, $1)', [person], '23505'],
    ['insert into note (id, text, day) values (2, $1, $2)', [person, person], '22007'],
    ['select $1::int8', [person], '22P02'],
  ]
  for (const [text, values, sqlState] of statements) {
    const failure = await failureOf(database.query(text, values))
    expect(failure).toMatchObject({ code: 'database-refused', sqlState })
    const said = [failure.message, failure.stack, JSON.stringify(failure), String(failure.cause)]
    expect(said.join('\n')).not.toContain(person)
  }
})

test('fails at the 1st, 2nd, ... nth statement: all is stored or nothing, and the pool stays usable', async () => {
  const outcomes: string[] = []
  for (let failing = 1; outcomes.at(-1) !== 'stored'; failing += 1) {
    await database.query('truncate note')
    await withPool({ beforeQuery: failAt(failing) }, async (pool) => {
      const outcome = await pool.transaction(insertTwo).then(
        () => 'stored',
        (error: DatabaseError) => error.code,
      )
      outcomes.push(outcome)
      expect(await idsStored()).toEqual(outcome === 'stored' ? [1n, 2n] : [])
      if (outcome !== 'stored') await pool.transaction((tx) => tx.query('select 1'))
    })
  }
  const lost: DatabaseErrorCode = 'database-unreachable'
  expect(outcomes).toEqual([lost, lost, lost, 'database-commit-unknown', 'stored'])
})

test('an answer that is lost after the commit is reported as unknown, and the rows are there', async () => {
  await withPool({ afterQuery: failAt(4) }, async (pool) => {
    expect(await failureOf(pool.transaction(insertTwo))).toMatchObject({ code: 'database-commit-unknown' })
  })
  expect(await idsStored()).toEqual([1n, 2n])
})

async function insertTwo(tx: Transaction): Promise<void> {
  await tx.query('insert into note values (1, $1)', ['first'])
  await tx.query('insert into note values (2, $1)', ['second'])
}

function failAt(failing: number): (nth: number) => void {
  return (nth) => {
    if (nth === failing) throw new Error('planted')
  }
}

test('repeats a transaction after a deadlock', async () => {
  await database.query("insert into note values (1, ''), (2, '')")
  let runs = 0
  let bothHoldOne: () => void = () => undefined
  const met = new Promise<void>((resolve) => (bothHoldOne = resolve))
  const appendInOrder = (first: number, second: number): Promise<void> =>
    database.transaction(async (tx) => {
      runs += 1
      const append = "update note set text = text || 'x' where id = $1"
      await tx.query(append, [first])
      if (runs === 2) bothHoldOne()
      await met
      await tx.query(append, [second])
    })
  await Promise.all([appendInOrder(1, 2), appendInOrder(2, 1)])
  expect(runs).toBe(3)
  expect((await database.query('select text from note')).rows).toEqual([{ text: 'xx' }, { text: 'xx' }])
})

test('repeats serialization failures up to its limit, and no other failure', async () => {
  const refuse = (sqlState: string) => (_nth: number, text: string) => {
    if (!text.startsWith('insert')) return
    throw Object.assign(new pg.DatabaseError('planted', 0, 'error'), { code: sqlState })
  }
  const runsUntilFailure = (sqlState: string): Promise<[number, DatabaseError]> =>
    withPool({ beforeQuery: refuse(sqlState) }, async (pool) => {
      let runs = 0
      const failing = pool.transaction(
        async (tx) => {
          runs += 1
          await tx.query('insert into note values (1, $1)', ['never'])
        },
        { isolation: 'serializable' },
      )
      const failure = await failureOf(failing)
      return [runs, failure]
    })
  const [contendedRuns, contended] = await runsUntilFailure('40001')
  expect(contendedRuns).toBe(databaseLimits.transactionAttemptsMax)
  expect(contended.code).toBe('database-contended')
  expect((await runsUntilFailure('23505'))[0]).toBe(1)
})

test('sets the isolation that is asked for', async () => {
  const show = (tx: Transaction) => tx.query('show transaction_isolation')
  const { rows } = await database.transaction(show, { isolation: 'repeatable read' })
  expect(rows).toEqual([{ transaction_isolation: 'repeatable read' }])
})

test('survives the end of an idle connection and tells of it', async () => {
  let lost: (error: Error) => void = () => undefined
  const told = new Promise<Error>((resolve) => (lost = resolve))
  await withPool({ poolMax: 1, onConnectionLost: (error) => lost(error) }, async (pool) => {
    const pid = await backendOf(pool)
    await database.query('select pg_terminate_backend($1)', [pid])
    expect(await told).toMatchObject({ code: 'database-unreachable' })
    expect(await backendOf(pool)).not.toBe(pid)
  })
})

test('survives the end of a connection between two statements of a transaction, and during one', async () => {
  await withPool({ poolMax: 1 }, async (pool) => {
    const between = pool.transaction(async (tx) => {
      await tx.query('insert into note values (1, $1)', ['lost'])
      await database.query('select pg_terminate_backend($1)', [await backendOf(tx)])
      await new Promise((resolve) => setTimeout(resolve, 100))
      await tx.query('insert into note values (2, $1)', ['lost'])
    })
    expect(await failureOf(between)).toMatchObject({ code: 'database-unreachable' })
    const during = pool.transaction((tx) => tx.query('select pg_terminate_backend(pg_backend_pid())'))
    expect(await failureOf(during)).toMatchObject({ code: 'database-unreachable' })
    await pool.query('insert into note values (3, $1)', ['stored'])
  })
  expect(await idsStored()).toEqual([3n])
})

test('ends a statement at its limit, and keeps the connection', async () => {
  await withPool({ poolMax: 1, statementTimeoutMs: 50 }, async (pool) => {
    const pid = await backendOf(pool)
    expect(await failureOf(pool.query('select pg_sleep(10)'))).toMatchObject({
      code: 'database-timeout',
      sqlState: '57014',
    })
    expect(await backendOf(pool)).toBe(pid)
  })
})

test('does not wait for a free connection beyond its limit', async () => {
  await withPool({ poolMax: 1, connectionTimeoutMs: 50 }, async (pool) => {
    await pool.transaction(async () => {
      expect(await failureOf(pool.query('select 1'))).toMatchObject({ code: 'database-timeout' })
    })
  })
})

test('a server that is not there is an error with a cause', async () => {
  const nowhere = openDatabase({ url: 'postgresql://throughline@localhost/none?host=/nonexistent' })
  const failure = await failureOf(nowhere.query('select 1'))
  expect(failure).toMatchObject({ code: 'database-unreachable', cause: { code: 'ENOENT' } })
  await nowhere.close()
})

test('waits for running transactions when it closes, and refuses new ones', async () => {
  const pool = openDatabase({ url: database.url })
  let begun: () => void = () => undefined
  const hasBegun = new Promise<void>((resolve) => (begun = resolve))
  const running = pool.transaction(async (tx) => {
    await tx.query('insert into note values (1, $1)', ['stored'])
    begun()
    await tx.query('select pg_sleep(0.05)')
  })
  await hasBegun
  await Promise.all([pool.close(), pool.close(), running])
  expect(await failureOf(pool.query('select 1'))).toMatchObject({ code: 'database-closed' })
  expect(await idsStored()).toEqual([1n])
})
