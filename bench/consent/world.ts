/**
 * The world of the searches: one treatment center with its patients' records, spread over time as they are in life, and
 * two hospitals, to one of which all of them are released and to the other one in a hundred. PostgreSQL is the bench's own.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import { join } from 'node:path'
import type { Grant } from '../../src/consent/consent.ts'
import { loadContent } from '../../src/content/content.ts'
import type { Database } from '../../src/database/database.ts'
import { startEmbedded } from '../../src/database/embedded.ts'
import { migrate } from '../../src/database/migrations.ts'
import { openDatabase } from '../../src/database/pool.ts'
import type { Gateway } from '../../src/gateway/gateway.ts'
import type { Ground } from '../../src/gateway/ground.ts'
import { openGateway } from '../../src/gateway/open.ts'
import type { Reload } from '../../src/gateway/reload.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { createDirectory } from '../../src/partners/directory.ts'
import { parsePartners } from '../../src/partners/partner.ts'
import type { Partner } from '../../src/partners/partner.ts'
import { readSandboxPartners } from '../../src/partners/sandbox.ts'
import { rewriteGrants } from '../../src/store/grants.ts'
import { keepMany } from '../../src/store/keep.ts'
import { AT, entriesOf, personOf } from './records.ts'

export const center = 'cedar-bridge'
export const seesAll: Actor = actorOf('lakeside')
export const seesFew: Actor = actorOf('riverside')
/** One in so many persons is released to the hospital that sees few. */
const FEW = 100

export type World = {
  readonly database: Database
  readonly ground: Ground
  readonly gateway: Gateway
  readonly reload: Reload
  /** One step of the work that new policies are. */
  readonly work: () => Promise<boolean>
  readonly stop: () => Promise<void>
}

export async function openWorld(persons: number, options: { poolMax?: number } = {}): Promise<World> {
  const folder = await mkdtemp(join(os.tmpdir(), 'throughline-bench-'))
  const embedded = await startEmbedded({ dataDirectory: join(folder, 'postgres') })
  const database = openDatabase({ url: embedded.url, statementTimeoutMs: 600_000, ...options })
  const stop = async (): Promise<void> => {
    await database.close()
    await embedded.stop()
    await rm(embedded.dataDirectory, { recursive: true, force: true })
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await migrate(database)
    const { gateway, ground, reload, work } = await openGateway({
      database,
      content: await loadContent(join(import.meta.dirname, '../..')),
      directory: createDirectory(await partnersIn(folder)),
      limits: {
        delivery: { attemptsMax: 3, retryDelayMs: 1_000, retryDelayMsMax: 60_000, leaseMs: 60_000 },
        deliveriesAtOnce: 1,
        pollMs: 60_000,
        sealEveryMs: 60_000,
      },
      baseUrl: 'https://gateway.example/fhir',
      software: 'bench',
      clock: () => AT,
      newId: randomUUID,
      random: () => 0,
      log: { info: () => undefined, warn: () => undefined },
      sending: { timeoutMs: 1_000, answerBytesMax: 1_000 },
    })
    await fill(ground, persons)
    return { database, ground, gateway, reload, work, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function actorOf(partner: string): Actor {
  return { partner, purpose: 'TREAT', person: { id: 'lh-physician', role: 'physician' }, tokenId: 'bench' }
}

/** The sandbox's partners, and a second hospital like the first. */
async function partnersIn(dataDirectory: string): Promise<readonly Partner[]> {
  const partners = await readSandboxPartners({ dataDirectory, firstPort: 1 })
  const facts = partners.find(({ id }) => id === seesAll.partner)
  if (!facts) throw new Error('the sandbox has no hospital')
  const other = {
    ...facts,
    id: seesFew.partner,
    clientId: seesFew.partner,
    identifiers: [],
    recordSystem: `https://${seesFew.partner}.example/records`,
    persons: facts.persons.map((person) => ({ ...person })),
  }
  const parsed = parsePartners([...partners, other])
  if (parsed.kind === 'refused') throw new Error(parsed.faults.join(' '))
  return parsed.partners
}

/** Persons whose records one transaction keeps. */
const PERSONS_AT_ONCE = 40

async function fill(ground: Ground, persons: number): Promise<void> {
  for (let first = 0; first < persons; first += PERSONS_AT_ONCE) {
    const numbers = Array.from({ length: Math.min(PERSONS_AT_ONCE, persons - first) }, (_, n) => first + n)
    await ground.database.transaction(async (tx) => {
      await keepMany(
        tx,
        numbers.flatMap((number) => entriesOf(ground, { number, persons })),
      )
      for (const number of numbers) {
        const of = { person: personOf(number), custodian: center }
        const recipients = [seesAll, ...(number % FEW === 0 ? [seesFew] : [])]
        await rewriteGrants(
          tx,
          [of],
          recipients.map(({ partner }) => grantTo(ground, number, partner)),
        )
      }
    })
  }
  // As autovacuum leaves it.
  await ground.database.query('vacuum analyze')
}

function grantTo({ content }: Ground, number: number, recipient: string): Grant {
  const { policy } = content
  return {
    person: personOf(number),
    custodian: center,
    recipient,
    purpose: 'TREAT',
    categories: policy.categories.reduce((bits, { bit }) => bits | bit, 0n),
    from: '2026-01-01T00:00:00.000Z',
    consents: [`consent-${number}`],
    redisclosure: 'part2-tpo',
    policyVersion: policy.version,
    authority: 'consent',
    basis: [],
  }
}
