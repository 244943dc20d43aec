/**
 * Who is the same human being, across custodians: traits to match by, and links between persons. Private to the gateway:
 * nothing here ever leaves but to the custodian who is asked to confirm a link.
 */
import type { Transaction } from '../database/database.ts'
import type { Trait } from '../identity/identity.ts'

export type LinkState = 'linked' | 'waiting' | 'refused' | 'undone'

/** A link is seen from either end: `person` at `custodian` and `otherPerson` at `otherCustodian` are one human being. */
export type Link = {
  readonly id: string
  readonly person: string
  readonly custodian: string
  readonly otherPerson: string
  readonly otherCustodian: string
  readonly state: LinkState
  readonly evidence: string[]
  readonly created: string
}

export type TraitHolder = { readonly person: string; readonly custodian: string; readonly traits: Trait[] }

/** Persons who share a trait that are compared at most; beyond it nothing is linked by itself. */
const HOLDERS_MAX = 50

type LinkRow = {
  id: string
  person: string
  custodian: string
  other_person: string
  other_custodian: string
  state: LinkState
  evidence: string[]
  created: string
}

/** Persons of the same name and birth date are compared one after the other: of two at once, neither would see the other. */
export async function lockTraits(tx: Transaction, traits: readonly Trait[]): Promise<void> {
  // Always in the same order, so that two who share several do not wait for each other.
  await tx.query(
    `select pg_advisory_xact_lock(key) from (
       select distinct hashtextextended(value, 1) as key from unnest($1::text[]) as value order by key) as keys`,
    [traits.filter(({ kind }) => kind === 'name-birth-date').map(({ value }) => value)],
  )
}

/** Puts these traits in the place of all traits of the person. */
export async function rewriteTraits(
  tx: Transaction,
  of: { person: string; custodian: string },
  traits: readonly Trait[],
): Promise<void> {
  await tx.query('delete from identity_trait where person = $1', [of.person])
  await tx.query(
    `insert into identity_trait (person, custodian, kind, value)
     select $1, $2, * from unnest($3::text[], $4::text[]) on conflict do nothing`,
    [of.person, of.custodian, traits.map(({ kind }) => kind), traits.map(({ value }) => value)],
  )
}

/** The other persons of the same name and birth date (without which nobody is linked), each with all of his traits. */
export async function holdersOf(
  tx: Transaction,
  person: string,
  traits: readonly Trait[],
): Promise<TraitHolder[]> {
  const { rows } = await tx.query<{ person: string; custodian: string; kind: Trait['kind']; value: string }>(
    `select t.person, t.custodian, t.kind, t.value from identity_trait t where t.person in (
       select shared.person from identity_trait shared
       join unnest($2::text[], $3::text[]) as mine(kind, value) on mine.kind = shared.kind and mine.value = shared.value
       where shared.person <> $1 and shared.kind = 'name-birth-date' limit ${HOLDERS_MAX})`,
    [person, traits.map(({ kind }) => kind), traits.map(({ value }) => value)],
  )
  const holders = new Map<string, TraitHolder>()
  for (const row of rows) {
    const holder = holders.get(row.person) ?? { person: row.person, custodian: row.custodian, traits: [] }
    holder.traits.push({ kind: row.kind, value: row.value })
    holders.set(row.person, holder)
  }
  return [...holders.values()]
}

/**
 * Records a link between two persons. Where they have one already it stays, whatever its state (what a person decided is
 * not undone by a match), save that one that waits becomes linked when the evidence suffices. False: nothing changed.
 */
export async function recordLink(tx: Transaction, link: Link): Promise<boolean> {
  const { rows } = await tx.query<{ id: string; state: LinkState }>(
    'select id, state from identity_link where (person = $1 and other_person = $2) or (person = $2 and other_person = $1)',
    [link.person, link.otherPerson],
  )
  const known = rows[0]
  if (known && !(known.state === 'waiting' && link.state === 'linked')) return false
  const { rowCount } = known
    ? await tx.query(`update identity_link set state = 'linked', evidence = $2 where id = $1`, [
        known.id,
        link.evidence,
      ])
    : await tx.query(
        `insert into identity_link (person, id, custodian, other_person, other_custodian, state, evidence, created)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
        [
          link.person,
          link.id,
          link.custodian,
          link.otherPerson,
          link.otherCustodian,
          link.state,
          link.evidence,
          link.created,
        ],
      )
  return rowCount === 1
}

/** The links of a person, seen from that person, the oldest first. */
export async function linksOf(tx: Transaction, person: string): Promise<Link[]> {
  const { rows } = await tx.query<LinkRow>(
    'select * from identity_link where person = $1 or other_person = $1 order by created, id',
    [person],
  )
  return rows.map((row) => (row.person === person ? toLink(row) : turned(toLink(row))))
}

/** The links that wait for a custodian or were decided by it, seen from its own persons. */
export async function linksAt(tx: Transaction, custodian: string, limit: number): Promise<Link[]> {
  const { rows } = await tx.query<LinkRow>(
    'select * from identity_link where custodian = $1 or other_custodian = $1 order by created desc limit $2',
    [custodian, limit],
  )
  return rows.map((row) => (row.custodian === custodian ? toLink(row) : turned(toLink(row))))
}

/** Moves a link of this custodian from one state to another; undefined when there is none in that state. */
export async function decideLink(
  tx: Transaction,
  link: { id: string; custodian: string; from: LinkState[]; to: LinkState; at: string; by: string },
): Promise<Link | undefined> {
  const { rows } = await tx.query<LinkRow>(
    `update identity_link set state = $4, decided = $5, decided_by = $6
     where id::text = $1 and (custodian = $2 or other_custodian = $2) and state = any($3) returning *`,
    [link.id, link.custodian, link.from, link.to, link.at, link.by],
  )
  const row = rows[0]
  return row && (row.custodian === link.custodian ? toLink(row) : turned(toLink(row)))
}

function toLink(row: LinkRow): Link {
  const { id, person, custodian, state, evidence, created } = row
  return {
    id,
    person,
    custodian,
    otherPerson: row.other_person,
    otherCustodian: row.other_custodian,
    state,
    evidence,
    created,
  }
}

function turned(link: Link): Link {
  return {
    ...link,
    person: link.otherPerson,
    custodian: link.otherCustodian,
    otherPerson: link.person,
    otherCustodian: link.custodian,
  }
}
