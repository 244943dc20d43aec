/**
 * What is there after a play, in a form in which two plays can be compared: every resource, referral, delivery, packet and
 * disclosure by whose it is and what it says, with the ids that were drawn and the moments of the play left out.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Database } from '../../src/database/database.ts'
import { startEmbedded } from '../../src/database/embedded.ts'
import { openDatabase } from '../../src/database/pool.ts'

/** The text of a document of a packet: it names the releases that it rests on. */
const attached = /"data":"([\w+/=]+)"/g

/** How often each thing is there. */
export type Counted = Readonly<Record<string, number>>

export type Census = {
  /** The newest version of each resource: custodian, type and content. */
  readonly resources: Counted
  /** Custodian and number of persons, by what each person's Patient says. */
  readonly persons: Counted
  readonly grants: Counted
  readonly links: Counted
  readonly referrals: Counted
  readonly records: Counted
  /** Without notifications: two changes of a Task that follow each other closely are told by one. */
  readonly deliveries: Counted
  readonly notified: Counted
  /** What each partner has taken, notifications by what they are about. */
  readonly packets: Counted
  /** What was disclosed by delivery and by status: once each, however often it was attempted. */
  readonly delivered: Counted
  /**
   * What was disclosed to requests, each kind once: a request that is repeated is another disclosure, and what became of
   * an answer that was under way when the gateway was killed is not known, which counts as disclosed.
   */
  readonly answered: Counted
}

const partners = ['cedar-bridge', 'lakeside', 'harbor-court']
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const instant = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})/g

/** Looks at the database and the inboxes of a sandbox whose gateway runs; `since`: when its play began. */
export async function takeCensus(folder: string, since: Date): Promise<Census> {
  const embedded = await startEmbedded({ dataDirectory: path.join(folder, 'postgres') })
  if (!embedded.found) throw new Error('the database of the sandbox does not run')
  const database = openDatabase({ url: embedded.url, poolMax: 1 })
  const plain = (text: string): string => plainly(text, since)
  try {
    const count = async (query: string): Promise<Counted> => counted(await linesOf(database, query), plain)
    return {
      resources: await count(`select custodian, type, content::jsonb #- '{meta,versionId}' from resource`),
      persons: await count(`select custodian, content->>'birthDate' from resource where type = 'Patient'`),
      grants: await count('select custodian, recipient, purpose, categories::text from consent_grant'),
      links: await count('select custodian, other_custodian, state from identity_link'),
      referrals: await count(
        'select source_custodian, receiver, delivered, receiver_task is not null from referral',
      ),
      records: await count('select custodian, id, version from case_record'),
      deliveries: await count(
        `select custodian, recipient, purpose, kind, state from delivery where kind <> 'notification' and ${isTold}`,
      ),
      notified: await count(
        `select distinct on (focus) custodian, kind, state from delivery where kind = 'notification' order by focus, sequence desc`,
      ),
      packets: counted((await Promise.all(partners.map((id) => packetsOf(folder, id)))).flat(), plain),
      delivered: await count(
        `${disclosures}, outcome from disclosure where channel in ('delivery', 'status') and ${isSettled}`,
      ),
      answered: await count(
        `${disclosures.replace('select', 'select distinct')} from disclosure where channel not in ('delivery', 'status')`,
      ),
    }
  } finally {
    await database.close()
  }
}

/** Deliveries that are due and have not come to an end yet; a reminder of days to come is none. */
export async function underWay(folder: string): Promise<number> {
  const { url } = await startEmbedded({ dataDirectory: path.join(folder, 'postgres') })
  const database = openDatabase({ url, poolMax: 1 })
  try {
    const { rows } = await database.query<{ open: number }>(
      `select count(*)::int as open from delivery
       where state in ('waiting', 'in-flight') and next_at < now() + interval '1 minute'`,
    )
    return rows[0]?.open ?? 0
  } finally {
    await database.close()
  }
}

/** Not the second look at the accounting, a minute and a half after a withdrawal: a census may fall before it or after. */
const isTold = `(kind <> 'recall' or recipient <> custodian)`

const disclosures = `select custodian, recipient, purpose, authority, channel, notice, categories::text,
  cardinality(consents), cardinality(resources)`

/**
 * Not the plan that was stopped: whether it was attempted at all before the client revoked, at a system that refused it,
 * depends on the moment.
 */
const isSettled = `not exists (select from delivery where delivery.id = disclosure.delivery and state = 'stopped')`

async function linesOf(database: Database, query: string): Promise<string[]> {
  const { rows } = await database.query<Record<string, unknown>>(query)
  return rows.map((row) => Object.values(row).map(textOf).join(' '))
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** One line a packet; whoever took a delivery twice, or the same record under two deliveries, has a line twice. */
async function packetsOf(folder: string, partner: string): Promise<string[]> {
  const text = await readFile(path.join(folder, 'sandbox', `${partner}.ndjson`), 'utf8').catch(() => '')
  const packets = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { delivery: string; kind: string; bundle: { entry: unknown[] } })
  const ids = packets.map(({ delivery }) => delivery)
  if (new Set(ids).size < ids.length) throw new Error(`${partner} kept a delivery twice`)
  return packets
    .filter(({ kind }) => kind !== 'notification')
    .map(({ kind, bundle }) => `${partner} ${kind} ${once(JSON.stringify(bundle.entry))}`)
}

/**
 * A recall names each packet in which its record may have arrived. Whether the plan that was stopped is one of them depends
 * on the moment (isSettled), so that those which follow the first are left out.
 */
function once(entries: string): string {
  return entries.replace(furtherPackets, '')
}

const packet =
  /\{"type":\{"coding":\[\{"system":"[^"]*\/recall","code":"seen-as"\}\]\},"valueIdentifier":\{[^}]*\}\}/
const furtherPackets = new RegExp(`(?<=${packet.source}),${packet.source}`, 'g')

function counted(lines: readonly string[], plain: (line: string) => string): Counted {
  const counts: Record<string, number> = {}
  for (const line of lines.map(plain).toSorted()) counts[line] = (counts[line] ?? 0) + 1
  return counts
}

/** Without drawn ids, and without the moments of the play; what the record itself dates stays. */
function plainly(text: string, since: Date): string {
  return text
    .replace(attached, (_, written: string) => `"data":${JSON.stringify(atob(written))}`)
    .replace(uuid, 'ID')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'GATEWAY')
    .replace(instant, (moment) => (Date.parse(moment) >= since.getTime() - 1000 ? 'NOW' : moment))
}
