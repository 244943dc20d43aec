/** The two operations of the main job, over the doors that partners use: a case record comes in, a referral arrives. */
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { createClient, readPartners } from '../../sandbox/client.ts'
import type { Acting, Client } from '../../sandbox/client.ts'
import { personOf, recordOf } from '../../sandbox/play/client-of-the-day.ts'
import type { Person } from '../../sandbox/play/client-of-the-day.ts'
import { CASE_MANAGER, PHYSICIAN, referralIn } from '../../sandbox/play/referral-in.ts'
import type { Stage } from '../../sandbox/play/stage.ts'
import { until } from '../measure.ts'

export type Work = {
  /** So many further clients of the main case, each with a name and numbers of his own. */
  readonly clients: (count: number) => Promise<Prepared[]>
  /** Submits a record; returns the client's person at the center. */
  readonly submit: (prepared: Prepared, expected: 'created' | 'unchanged') => Promise<string>
  /** Sends the hospital's referral of the play and waits until the center holds it; returns the hospital's person. */
  readonly refer: (prepared: Prepared) => Promise<string>
  /** Waits until every delivery has reached its end, and fails where one has not arrived. */
  readonly settle: () => Promise<void>
}

export type Prepared = { readonly person: Person; readonly record: Record<string, unknown> }

export type Place = { readonly gateway: string; readonly dataDirectory: string; readonly database: pg.Pool }

/** How often the bench looks whether a referral has arrived: what its times are exact to. */
export const lookEveryMs = 5
const arrivalTimeoutMs = 30_000
const settleTimeoutMs = 60_000

export async function createWork(place: Place): Promise<Work> {
  const center = await clientOf(place, CASE_MANAGER)
  const hospital = await clientOf(place, PHYSICIAN)
  const referralSent = referralIn.find(({ id }) => id === 'referral-sent')
  if (!referralSent) throw new Error('the play has no step referral-sent any more')
  const arrivals = createArrivals(place.database)
  let run = 1
  return {
    async clients(count) {
      const prepared: Prepared[] = []
      for (let each = 0; each < count; each += 1) {
        const person = await personOf((run += 1))
        prepared.push({ person, record: await recordOf(person) })
      }
      return prepared
    },
    async submit({ record }, expected) {
      const { status, body } = await center.send('POST', '/intake/case-records', record)
      const counts = (body['counts'] ?? {}) as Record<string, number>
      const others = Object.entries(counts).filter(([kind, count]) => kind !== expected && count > 0)
      if (status !== 200 || others.length > 0)
        throw new Error(`a case record was answered ${status}: ${JSON.stringify(body).slice(0, 1000)}`)
      return String(body['client']).replace('Patient/', '')
    },
    async refer({ person }) {
      const ids: Record<string, string> = {}
      await referralSent.play(stageFor(hospital, person, ids))
      await arrivals.wait(ids['taskAtLakeside'] ?? '')
      return ids['patientAtLakeside'] ?? ''
    },
    settle: async () => await settle(place.database),
  }
}

async function clientOf({ gateway, dataDirectory }: Place, acting: Acting): Promise<Client> {
  const partner = (await readPartners()).find(({ id }) => id === acting.partner)
  if (!partner) throw new Error(`the sandbox has no partner ${acting.partner}`)
  return createClient({ gateway, dataDirectory, partner }, acting)
}

/** A stage for one step of the play that only sends. */
function stageFor(client: Client, person: Person, ids: Record<string, string>): Stage {
  const missing = (what: string) => (): never => {
    throw new Error(`the step asks for ${what}, which the bench has not`)
  }
  return {
    person,
    ids,
    async send(_acting, { method, path, body, headers }) {
      const reply = await client.send(method, path, body, headers)
      if (reply.status >= 300)
        throw new Error(
          `${method} ${path} was answered ${reply.status}: ${JSON.stringify(reply.body).slice(0, 1000)}`,
        )
      return reply
    },
    tell: () => undefined,
    id: missing('an id'),
    until: missing('a wait'),
    inbox: missing('an inbox'),
    switchSystem: missing('a switch'),
  }
}

/** Looks for all referrals that are waited for by one statement, so that looking costs next to nothing. */
function createArrivals(database: pg.Pool): { wait: (task: string) => Promise<void> } {
  const waiting = new Map<string, () => void>()
  let looking: Promise<void> | undefined
  const look = async (): Promise<void> => {
    while (waiting.size > 0) {
      const { rows } = await database.query<{ source_task: string }>({
        name: 'arrivals',
        text: 'select source_task from referral where delivered and source_task = any($1::text[])',
        values: [[...waiting.keys()]],
      })
      for (const { source_task: task } of rows) waiting.get(task)?.()
      await pause(lookEveryMs)
    }
    looking = undefined
  }
  return {
    async wait(task) {
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => {
          waiting.delete(task)
          reject(new Error(`a referral has not arrived within ${arrivalTimeoutMs} ms`))
        }, arrivalTimeoutMs)
        waiting.set(task, () => {
          clearTimeout(late)
          waiting.delete(task)
          resolve()
        })
        looking ??= look()
        looking.catch(reject)
      })
    },
  }
}

async function settle(database: pg.Pool): Promise<void> {
  const count = async (states: string): Promise<number> => {
    const { rows } = await database.query<{ count: number }>(
      `select count(*)::int as count from delivery where state in (${states})`,
    )
    return rows[0]?.count ?? 0
  }
  const times = { everyMs: lookEveryMs, timeoutMs: settleTimeoutMs }
  await until('deliveries end', times, async () => (await count("'waiting', 'in-flight'")) === 0)
  const failed = await count("'dead', 'stopped'")
  if (failed > 0)
    throw new Error(`${failed} deliveries did not arrive: what was measured is not the main job`)
}
