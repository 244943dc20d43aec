/**
 * The versions of the policies in the database: which one is in force, which one is prepared, and what each one said. Every
 * transaction of a gateway asks, along with its `begin`, whether the version that it works by is in force.
 */
import type { Transaction } from '../database/database.ts'

/** What one version says. */
export type Snapshot = {
  readonly version: string
  /** The files of policies/ by name. */
  readonly files: Readonly<Record<string, unknown>>
  /** The directory's facts about each partner. */
  readonly parties: readonly unknown[]
}

/** How far the work on a version has come: before it is in force the first three, afterwards the others. */
export type Phase = 'sweep' | 'relabel' | 'regrant' | 'compare' | 'ready' | 'follow' | 'clear' | 'done'

export type Standing = {
  readonly version: string
  readonly state: 'in-force' | 'preparing'
  readonly phase: Phase
  readonly cursor: string
}

/** Who changes records holds it together with others of the kind, until his transaction ends; who switches, alone. */
const WRITERS_LOCK = 4_217_003
/** Who works on a version. */
const WORK_LOCK = 4_217_004
/** How long a switch waits for those who write to be done, while others wait behind it. */
const WRITERS_WAIT_MS = 2_000

const IN_FORCE = "select version from policy_version where state = 'in-force'"

/** For `begin`: who only reads looks at one snapshot, labels and grants of one version, whatever comes in force meanwhile. */
export const READING = IN_FORCE
/** For `begin`: no version comes in force before the transaction ends. Each statement sees what the one before waited for. */
export const WRITING = `select pg_advisory_xact_lock_shared(${WRITERS_LOCK}); ${IN_FORCE}`

/** The versions that are in force and prepared. */
export async function standing(tx: Transaction): Promise<Standing[]> {
  const { rows } = await tx.query<Standing>(
    `select version, state, phase, cursor from policy_version where state <> 'past' order by state`,
  )
  return rows
}

export async function snapshotOf(tx: Transaction, version: string): Promise<Snapshot | undefined> {
  const { rows } = await tx.query<Snapshot>(
    'select version, files, parties from policy_version where version = $1',
    [version],
  )
  return rows[0]
}

/** Until the transaction ends, nobody else who changes records is in the midst of it. */
export async function withoutWriters(tx: Transaction): Promise<void> {
  await tx.query(`set local lock_timeout = ${WRITERS_WAIT_MS}`)
  await tx.query('select pg_advisory_xact_lock($1)', [WRITERS_LOCK])
}

/** The version that is prepared, for who works on it until the transaction ends; undefined where another does. */
export async function takeWork(tx: Transaction): Promise<Standing[] | undefined> {
  const { rows } = await tx.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [
    WORK_LOCK,
  ])
  return rows[0]?.mine === true ? standing(tx) : undefined
}

/** Waits for the work of others to end. */
export async function awaitWork(tx: Transaction): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [WORK_LOCK])
}

/** Whether nothing at all is kept yet. */
export async function isEmpty(tx: Transaction): Promise<boolean> {
  const { rows } = await tx.query<{ found: boolean }>('select exists (select from resource) as found')
  return rows[0]?.found !== true
}

/** Puts a version on file, in force or to be prepared. */
export async function putVersion(
  tx: Transaction,
  { version, files, parties }: Snapshot,
  to: { state: 'in-force' | 'preparing'; at: string },
): Promise<void> {
  const phase: Phase = to.state === 'preparing' ? 'sweep' : 'done'
  await tx.query(
    `insert into policy_version as p (version, files, parties, state, phase, recorded, since)
     values ($1, $2, $3, $4, $5, $6, case $4 when 'in-force' then $6::timestamptz end)
     on conflict (version) do update set state = excluded.state, phase = excluded.phase, cursor = '',
       since = coalesce(excluded.since, p.since)`,
    [version, JSON.stringify(files), JSON.stringify(parties), to.state, phase, to.at],
  )
}

/** Nothing is prepared any more; what was never in force leaves no trace. */
export async function dropPreparing(tx: Transaction): Promise<void> {
  await tx.query(`delete from policy_version where state = 'preparing' and since is null`)
  await tx.query(
    `update policy_version set state = 'past', phase = 'done', cursor = '' where state = 'preparing'`,
  )
  await clearPrepared(tx)
}

/** The version that is prepared is in force from now on; what was, is past. */
export async function putInForce(tx: Transaction, version: string, at: string): Promise<void> {
  await tx.query(
    `update policy_version set state = 'past', phase = 'done', cursor = '' where state = 'in-force'`,
  )
  await tx.query(
    `update policy_version set state = 'in-force', phase = 'follow', cursor = '', since = $2 where version = $1`,
    [version, at],
  )
}

export async function noteProgress(
  tx: Transaction,
  version: string,
  { phase, cursor = '' }: { phase: Phase; cursor?: string },
): Promise<void> {
  await tx.query('update policy_version set phase = $2, cursor = $3 where version = $1', [
    version,
    phase,
    cursor,
  ])
}

/** Takes away what was prepared and has been put in place, or is not wanted any more. */
export async function clearPrepared(tx: Transaction): Promise<void> {
  await tx.query('delete from policy_relabel')
  await tx.query('delete from policy_stale')
}

/** What was written since it was prepared, the oldest notes first; a note is about a resource, or about grants. */
export type Stale = {
  person: string
  custodian: string
  type: string | null
  id: string | null
  note: bigint
}

export async function staleOnes(tx: Transaction, limit: number): Promise<Stale[]> {
  const { rows } = await tx.query<Stale>(
    'select person, custodian, type, id, note from policy_stale order by note limit $1',
    [limit],
  )
  return rows
}

export async function forgetStale(tx: Transaction, notes: readonly Stale[]): Promise<void> {
  await tx.query('delete from policy_stale where note = any($1::bigint[])', [notes.map(({ note }) => note)])
}

type At = { readonly person: string; readonly custodian: string }

/** The persons for whom something changes: whose labels do, or whose grants. */
export async function noteFollowers(tx: Transaction, from: string, to: string): Promise<void> {
  const grants = (version: string): string =>
    `select person, custodian, recipient, purpose, categories, valid, authority, consents, basis, mandate from consent_grant
     where policy_version = ${version}`
  await tx.query('delete from policy_follow')
  await tx.query(
    `insert into policy_follow (person, custodian)
     select person, custodian from policy_relabel where person <> '00000000-0000-0000-0000-000000000000'
     union select person, custodian from (${grants('$1')} except ${grants('$2')}) as less
     union select person, custodian from (${grants('$2')} except ${grants('$1')}) as more`,
    [from, to],
  )
}

export async function addFollowers(tx: Transaction, of: readonly At[]): Promise<void> {
  await tx.query(
    `insert into policy_follow (person, custodian)
     select * from unnest($1::uuid[], $2::text[]) on conflict do nothing`,
    [of.map(({ person }) => person), of.map(({ custodian }) => custodian)],
  )
}

/** Of these persons, those for whom something changes. */
export async function followersAmong(tx: Transaction, of: readonly At[]): Promise<At[]> {
  const { rows } = await tx.query<At>(
    `select person, custodian from policy_follow join unnest($1::uuid[], $2::text[]) as one(person, custodian)
     using (person, custodian)`,
    [of.map(({ person }) => person), of.map(({ custodian }) => custodian)],
  )
  return rows
}

/** Takes some of the persons off the list, for what follows to be done now. */
export async function takeFollowers(tx: Transaction, limit: number): Promise<At[]> {
  const { rows } = await tx.query<At>(
    `delete from policy_follow where (person, custodian) in (
       select person, custodian from policy_follow order by person, custodian limit $1) returning person, custodian`,
    [limit],
  )
  return rows
}
