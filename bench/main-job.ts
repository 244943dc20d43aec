/**
 * The main job through the whole gateway: case records of the treatment center, sent for the first time and again without a
 * change, and referrals of the hospital until the center has them; beside each the floor, the same rows inserted by `pg`.
 */
import pg from 'pg'
import { cpuOfFamily, cpuOfProcess, measure, ownCpu, parentOf, residentMb, rounded } from './measure.ts'
import type { Cpu, Measured } from './measure.ts'
import { added, countOf, linkedTo, openFloor, rowsAbout } from './main-job/floor.ts'
import type { Floor, Rows } from './main-job/floor.ts'
import { startProcesses } from './main-job/processes.ts'
import type { Processes } from './main-job/processes.ts'
import { createWork, lookEveryMs } from './main-job/work.ts'
import type { Prepared, Work } from './main-job/work.ts'
import type { BenchOptions, BenchReport, Comparison } from './report.ts'

/** Operations under way at the same time. */
const lanesOf = [1, 4]

/** How long each part may begin operations, in seconds, and how many clients there are for it at most. */
type Extent = {
  first: number
  again: number
  referral: number
  floor: number
  clientsMax: number
  warmUp: number
}
const full: Extent = { first: 20, again: 8, referral: 10, floor: 3, clientsMax: 250, warmUp: 5 }
const quick: Extent = { first: 3, again: 1, referral: 1.5, floor: 0.4, clientsMax: 40, warmUp: 2 }

/** What one run holds on to. */
type Scene = {
  readonly work: Work
  readonly database: pg.Pool
  readonly floor: Floor
  readonly gatewayCpu: Cpu
  readonly postgresCpu: Cpu
  readonly extent: Extent
  readonly say: (line: string) => void
}

export async function run({ isQuick, profileTo, machine, say }: BenchOptions): Promise<BenchReport> {
  say('starting PostgreSQL, the partners and the gateway')
  const processes = await startProcesses({ profileTo })
  try {
    const floor = await openFloor(processes.database, Math.max(...lanesOf))
    const database = openPool(processes.database.url)
    try {
      const atRestMb = await residentMb(processes.gateway.pid)
      const scene = await sceneOf(processes, { database, floor, extent: isQuick ? quick : full, say })
      const comparisons = await compareAll(scene)
      const afterMb = await residentMb(processes.gateway.pid)
      const facts = {
        readyMs: processes.readyMs,
        ...(atRestMb !== undefined && { residentMbAtRest: atRestMb }),
        ...(afterMb !== undefined && { residentMbAfter: afterMb }),
      }
      return { bench: 'main-job', machine, isQuick, facts, comparisons, notes }
    } finally {
      await Promise.all([floor.close(), database.end()])
    }
  } finally {
    await processes.stop()
  }
}

function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  // A connection that the server ends is told by the next statement on it.
  pool.on('error', () => undefined)
  return pool
}

const notes = [
  'per s: through the whole gateway, until the last delivery that follows has been taken by the partner. p50, p99: a case',
  `record until it is answered, a referral until the receiver has it (looked for every ${lookEveryMs} ms).`,
  'floor: the rows that one operation left in all tables, for the client and his copies, inserted by pg in one transaction.',
  'ratio: gateway by floor; CPU: gateway and PostgreSQL together by client and PostgreSQL together.',
]

async function sceneOf(
  { gateway, dataDirectory }: Processes,
  parts: Pick<Scene, 'database' | 'floor' | 'extent' | 'say'>,
): Promise<Scene> {
  const { database } = parts
  const { rows } = await database.query<{ pid: number }>('select pg_backend_pid() as pid')
  const postmaster = await parentOf(rows[0]?.pid ?? 0)
  return {
    ...parts,
    work: await createWork({ gateway: gateway.url, dataDirectory, database }),
    gatewayCpu: cpuOfProcess(gateway.pid),
    postgresCpu:
      postmaster === undefined ? async () => await Promise.resolve(undefined) : cpuOfFamily(postmaster),
  }
}

async function compareAll(scene: Scene): Promise<Comparison[]> {
  const { work, extent, say } = scene
  say('warming up')
  for (const client of await work.clients(extent.warmUp)) {
    await work.submit(client, 'created')
    await work.submit(client, 'unchanged')
  }
  for (const client of await work.clients(extent.warmUp)) await work.refer(client)
  await work.settle()
  const comparisons: Comparison[] = []
  for (const lanes of lanesOf) comparisons.push(...(await compareRecords(scene, lanes)))
  for (const lanes of lanesOf) comparisons.push(await compareReferrals(scene, lanes))
  return comparisons
}

async function compareRecords(scene: Scene, lanes: number): Promise<Comparison[]> {
  const { work, database, extent } = scene
  const clients = await work.clients(extent.clientsMax)
  const persons = new Map<Prepared, string>()
  const first = await measureGateway(scene, {
    subject: 'case record, first',
    lanes,
    secondsMax: extent.first,
    operationsMax: clients.length,
    operate: async (position) => {
      const client = at(clients, position)
      persons.set(client, await work.submit(client, 'created'))
    },
  })
  const submitted = [...persons.keys()]
  const all = await linkedTo(database, persons.get(at(submitted, 0)) ?? '')
  const rows = await rowsAbout(database, all)
  await work.submit(at(submitted, 0), 'unchanged')
  const rowsAgain = added(rows, await rowsAbout(database, all))
  const firstFloor = await measureFloor(scene, { rows, lanes })
  const again = await measureGateway(scene, {
    subject: 'case record, again unchanged',
    lanes,
    secondsMax: extent.again,
    operationsMax: Number.POSITIVE_INFINITY,
    operate: async (position) =>
      void (await work.submit(at(submitted, position % submitted.length), 'unchanged')),
  })
  const againFloor = await measureFloor(scene, { rows: rowsAgain, lanes })
  return [comparisonOf(first, firstFloor), comparisonOf(again, againFloor)]
}

async function compareReferrals(scene: Scene, lanes: number): Promise<Comparison> {
  const { work, database, extent } = scene
  const clients = await work.clients(extent.clientsMax)
  let person = ''
  const referral = await measureGateway(scene, {
    subject: 'referral, until it arrived',
    lanes,
    secondsMax: extent.referral,
    operationsMax: clients.length,
    operate: async (position) => {
      person = await work.refer(at(clients, position))
    },
  })
  const rows = await rowsAbout(database, await linkedTo(database, person))
  return comparisonOf(referral, await measureFloor(scene, { rows, lanes }))
}

type Subject = {
  readonly subject: string
  readonly lanes: number
  readonly secondsMax: number
  readonly operationsMax: number
  readonly operate: (position: number) => Promise<void>
}
type Gateway = Pick<Subject, 'subject' | 'lanes'> & { readonly measured: Measured }
type FloorMeasured = { readonly measured: Measured; readonly rows: number }

async function measureGateway(scene: Scene, { subject, lanes, ...of }: Subject): Promise<Gateway> {
  scene.say(`${subject}, ${lanes} at once`)
  const { work, gatewayCpu, postgresCpu } = scene
  const cpus = { gateway: gatewayCpu, postgresql: postgresCpu }
  return { subject, lanes, measured: await measure({ ...of, lanes, settle: work.settle, cpus }) }
}

async function measureFloor(
  scene: Scene,
  { rows, lanes }: { rows: Rows; lanes: number },
): Promise<FloorMeasured> {
  const { floor, postgresCpu, extent } = scene
  const measured = await measure({
    lanes,
    secondsMax: extent.floor,
    operationsMax: Number.POSITIVE_INFINITY,
    operate: async (_position, lane) => await floor.insert(rows, lane),
    cpus: { client: ownCpu, postgresql: postgresCpu },
  })
  return { measured, rows: countOf(rows) }
}

function comparisonOf({ subject, lanes, measured }: Gateway, floor: FloorMeasured): Comparison {
  const ratio = (of: (side: Measured) => number): number => rounded(of(measured) / of(floor.measured))
  const allCpu = ({ cpuMs }: Measured): number => Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0)
  return {
    subject,
    concurrency: lanes,
    sides: { gateway: measured, floor: floor.measured },
    ratios: {
      perSecond: ratio(({ perSecond }) => perSecond),
      p50Ms: ratio(({ p50Ms }) => p50Ms),
      p99Ms: ratio(({ p99Ms }) => p99Ms),
      cpuMs: ratio(allCpu),
    },
    facts: { rows: floor.rows },
  }
}

function at<T>(items: readonly T[], position: number): T {
  const item = items[position]
  if (item === undefined) throw new Error(`there is nothing at ${position}`)
  return item
}
