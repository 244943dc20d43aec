/**
 * Searches with the filter by grants, beside the same statement without it (the floor), for the hospital to which all is
 * released and for the one that sees one person in a hundred; and whole requests, beside the custodian's own.
 */
import type { Transaction } from '../../src/database/database.ts'
import type { Ground } from '../../src/gateway/ground.ts'
import { accessOf } from '../../src/gateway/access.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { binder } from '../../src/store/access.ts'
import { asked } from '../../src/store/conditions.ts'
import { parseSearch } from '../../src/store/criteria.ts'
import type { Search } from '../../src/store/criteria.ts'
import { columns } from '../../src/store/record.ts'
import { count, search } from '../../src/store/search.ts'
import type { SearchParameter } from '../../src/store/search-values.ts'
import { cpuOfProcess, ownCpu, percentile, rounded } from '../measure.ts'
import type { Table } from '../report.ts'
import { AT } from './records.ts'
import { center, seesAll, seesFew } from './world.ts'
import type { World } from './world.ts'

const QUERIES: readonly (readonly [string, string])[] = [
  ['a page of 50', 'Observation?'],
  ['a page of 50 by code', 'Observation?code=19295-5'],
  ['a page of 50 by date', 'Observation?date=ge2026-06-01'],
  ['a chain', 'Condition?patient.gender=female'],
  ['a chain to a name', 'Observation?subject:Patient.name=placeholder-1'],
  ['a chain of two', 'CarePlan?goal.patient.gender=female'],
  ['_has', 'Patient?_has:Condition:patient:code=F10.20'],
  ['_has, then a chain', 'Patient?_has:CarePlan:patient:goal.lifecycle-status=completed'],
]

export type SearchEffort = { readonly rounds: number; readonly roundMs: number }

export async function searchTables(
  world: World,
  effort: SearchEffort,
  say: (line: string) => void,
): Promise<Table[]> {
  const { ground } = world
  const rows: Row[] = []
  for (const [name, query] of QUERIES) {
    say(`${name}: ${query}`)
    const wanted = searchOf(ground, query)
    rows.push(
      ...(await compare(world, effort, `${name}: ${query}`, {
        'filter off': () => floor(ground, wanted),
        'filter on, sees all': () => search(ground.database, accessOf(ground, seesAll, AT), wanted),
        'filter on, sees 1 %': () => search(ground.database, accessOf(ground, seesFew, AT), wanted),
      })),
    )
  }
  say('totals')
  const wanted = searchOf(ground, 'Observation?')
  const totals = await compare(world, effort, 'how many Observations', {
    'filter off': () => floorCount(ground, wanted),
    'filter on, sees all': () => count(ground.database, accessOf(ground, seesAll, AT), wanted),
    'filter on, sees 1 %': () => count(ground.database, accessOf(ground, seesFew, AT), wanted),
  })
  say('whole requests')
  const requests = await compare(world, effort, 'GET Observation?_count=50, whole request', {
    'the custodian, of his own': () => request(world, ownerActor),
    'sees all: decided, redacted, accounted': () => request(world, seesAll),
    'sees 1 %: decided, redacted, accounted': () => request(world, seesFew),
  })
  return [
    { title: 'searches, statements of the store', rows },
    { title: 'totals', rows: totals },
    { title: 'whole requests through the gateway, settled', rows: requests },
  ]
}

type Row = Record<string, number | string>
type Operate = () => Promise<unknown>

/** The sides take turns; the CPU is that of this process and of PostgreSQL's for the connection. */
async function compare(
  { database }: World,
  { rounds, roundMs }: SearchEffort,
  name: string,
  sides: Readonly<Record<string, Operate>>,
): Promise<Row[]> {
  const { rows } = await database.query<{ pid: number }>('select pg_backend_pid() as pid')
  const backend = cpuOfProcess(rows[0]?.pid ?? 0)
  const cpu = async (): Promise<number> => (await ownCpu()) + ((await backend()) ?? 0)
  const measured = Object.entries(sides).map(([side, operate]) => ({
    side,
    operate,
    times: [] as number[],
    cpuMs: 0,
  }))
  // PostgreSQL keeps a plan from the sixth time on.
  for (const { operate } of measured) for (let n = 0; n < 7; n += 1) await operate()
  for (let round = 0; round < rounds; round += 1) {
    for (const each of measured) {
      const before = await cpu()
      const begun = performance.now()
      while (performance.now() - begun < roundMs) {
        const started = performance.now()
        await each.operate()
        each.times.push(performance.now() - started)
      }
      each.cpuMs += (await cpu()) - before
    }
  }
  const [first] = measured
  const cpuOf = ({ cpuMs, times }: (typeof measured)[number]): number => cpuMs / times.length
  return measured.map((each, n) => ({
    search: n === 0 ? name : '',
    side: each.side,
    'p50 ms': rounded(percentile(each.times, 50)),
    'CPU ms each': rounded(cpuOf(each)),
    'p50 ratio': rounded(percentile(each.times, 50) / percentile(first?.times ?? [], 50)),
    'CPU ratio': rounded(cpuOf(each) / (first ? cpuOf(first) : Number.NaN)),
  }))
}

const ownerActor: Actor = {
  ...seesAll,
  partner: center,
  person: { id: 'cb-casemanager', role: 'case-manager' },
}

function searchOf(ground: Ground, query: string): Search {
  const [type = '', text = ''] = query.split('?')
  const known = (of: string): ReadonlyMap<string, SearchParameter> =>
    new Map(ground.content.searchParameters(of).map((parameter) => [parameter.code, parameter]))
  const parsed = parseSearch(type, [...new URLSearchParams(text)], known(type), (of) =>
    ground.content.isKept(of) ? known(of) : undefined,
  )
  if (parsed.kind === 'refused') throw new Error(JSON.stringify(parsed.issues))
  return parsed.search
}

/** Of a chain's steps the custodian sees all as his own, without a look at grants; of the rows nothing is asked. */
function floor({ database }: { database: Transaction }, wanted: Search): Promise<unknown> {
  const bound = binder()
  const own = { partner: center, purpose: '', at: AT }
  const where = asked('r', wanted, own, bound)
  return database.query(
    `select ${columns('r')} from resource r where ${where} order by r.updated desc, r.id desc limit ${wanted.count + 1}`,
    bound.values,
    { isPrepared: wanted.criteria.length === 0 },
  )
}

function floorCount({ database }: { database: Transaction }, { type }: Search): Promise<unknown> {
  return database.query('select count(*)::int from resource r where r.type = $1', [type])
}

async function request({ gateway }: World, actor: Actor): Promise<void> {
  const { status, settle } = await gateway.disclose.search(actor, 'Observation', [['_count', '50']])
  if (status !== 200) throw new Error(`the search answered ${status}`)
  await settle?.('sent')
}
