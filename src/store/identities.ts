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
  /** True when a person decided the state; what the gateway found by itself lasts as long as the match does. */
  readonly isDecided: boolean
}

/** The evidence of a link to a Patient that was made from a packet. */
export const COPIED = 'copied'

type NewLink = Omit<Link, 'isDecided'>

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
  decided: string | null
}

type TraitRow = { person: string; custodian: string; kind: Trait['kind']; value: string }

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

/**
 * The other persons of the same name and birth date (without which nobody is linked), each with all of his traits. Where
 * there are too many, those come first who share more: an identifier counts, a mere namesake may be passed over.
 */
export async function holdersOf(
  tx: Transaction,
  person: string,
  traits: readonly Trait[],
): Promise<TraitHolder[]> {
  const { rows } = await tx.query<TraitRow>(
    `with mine as (select * from unnest($2::text[], $3::text[]) as mine(kind, value)),
     namesake as (select distinct t.person from identity_trait t join mine using (kind, value)
       where t.kind = 'name-birth-date' and t.person <> $1),
     nearest as (select person from namesake order by
       (select count(*) from identity_trait t join mine using (kind, value)
        where t.person = namesake.person and t.kind = 'identifier') desc, person limit ${HOLDERS_MAX})
     select t.person, t.custodian, t.kind, t.value from identity_trait t join nearest using (person)`,
    [person, traits.map(({ kind }) => kind), traits.map(({ value }) => value)],
  )
  return toHolders(rows)
}

/** All traits of these persons; who has none is left out. */
export async function traitsOfPersons(tx: Transaction, persons: readonly string[]): Promise<TraitHolder[]> {
  const { rows } = await tx.query<TraitRow>(
    'select person, custodian, kind, value from identity_trait where person = any($1::uuid[])',
    [persons],
  )
  return toHolders(rows)
}

function toHolders(rows: readonly TraitRow[]): TraitHolder[] {
  const holders = new Map<string, TraitHolder>()
  for (const row of rows) {
    const holder = holders.get(row.person) ?? { person: row.person, custodian: row.custodian, traits: [] }
    holder.traits.push({ kind: row.kind, value: row.value })
    holders.set(row.person, holder)
  }
  return [...holders.values()]
}

/**
 * Records what a comparison of two persons came to; `undone` is no link. What a person decided stays, and so does a link
 * to a copy: a match does not undo it, nor does the want of one. False: nothing changed.
 */
export async function recordLink(tx: Transaction, link: NewLink): Promise<boolean> {
  const { rows } = await tx.query<LinkRow>(
    'select * from identity_link where (person = $1 and other_person = $2) or (person = $2 and other_person = $1)',
    [link.person, link.otherPerson],
  )
  const known = rows[0] && toLink(rows[0])
  if (known) {
    if (!isByMatch(known) || known.state === link.state) return false
    const evidence = link.evidence.length > 0 ? link.evidence : known.evidence
    await tx.query('update identity_link set state = $3, evidence = $4 where person = $1 and id = $2', [
      rows[0]?.person,
      known.id,
      link.state,
      evidence,
    ])
    return true
  }
  if (link.state === 'undone') return false
  const { rowCount } = await tx.query(
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

/** Whether a link stands on a match alone. */
export function isByMatch({ isDecided, evidence }: Link): boolean {
  return !isDecided && !evidence.includes(COPIED)
}

/** The links of a person, seen from that person, the oldest first. */
export async function linksOf(tx: Transaction, person: string): Promise<Link[]> {
  const { rows } = await tx.query<LinkRow>(
    'select * from identity_link where person = $1 or other_person = $1 order by created, id',
    [person],
  )
  return rows.map((row) => (row.person === person ? toLink(row) : turned(toLink(row))))
}

/**
 * The links of a custodian's persons to persons of these other custodians, seen from its own: what waits first, then the
 * newest. Left out is what the gateway undid itself, and links to copies, which both sides know of anyway.
 */
export async function linksAt(
  tx: Transaction,
  at: { custodian: string; others: readonly string[]; limit: number },
): Promise<Link[]> {
  const { rows } = await tx.query<LinkRow>(
    `select * from identity_link where ((custodian = $1 and other_custodian = any($2)) or
       (other_custodian = $1 and custodian = any($2))) and ${STANDS} and not (evidence @> array[$4])
     order by state = 'waiting' desc, created desc, id limit $3`,
    [at.custodian, at.others, at.limit, COPIED],
  )
  return rows.map((row) => (row.custodian === at.custodian ? toLink(row) : turned(toLink(row))))
}

/** What the gateway undid itself is no link any more, as if it had never been one. */
const STANDS = "(state <> 'undone' or decided is not null)"

/**
 * Moves a link between this custodian and one of these others from one state to another; undefined when there is none in
 * that state.
 */
export async function decideLink(
  tx: Transaction,
  link: {
    id: string
    custodian: string
    others: readonly string[]
    from: LinkState[]
    to: LinkState
    at: string
    by: string
  },
): Promise<Link | undefined> {
  const { rows } = await tx.query<LinkRow>(
    `update identity_link set state = $4, decided = $5, decided_by = $6
     where id::text = $1 and state = any($3) and ${STANDS} and
       ((custodian = $2 and other_custodian = any($7)) or (other_custodian = $2 and custodian = any($7))) returning *`,
    [link.id, link.custodian, link.from, link.to, link.at, link.by, link.others],
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
    isDecided: row.decided !== null,
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
