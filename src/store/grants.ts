/** Grants in the database: what all releases of a person at one custodian permit, rewritten as a whole, never patched. */
import type { Conflict, Grant } from '../consent/consent.ts'
import type { Transaction } from '../database/database.ts'

type GrantRow = {
  person: string
  custodian: string
  recipient: string
  purpose: string
  categories: bigint
  from: string
  until: string | null
  consents: string[]
  redisclosure: string
  policy_version: string
  authority: Grant['authority']
  basis: string[]
  rules: string[]
  mandate: string
  overruled: { winner: string; loser: string; categories: string }[]
  period_from: string | null
  period_until: string | null
}

/** A person at a custodian. */
type At = { readonly person: string; readonly custodian: string }

/**
 * Puts these grants in the place of all grants of these persons at these custodians. By the same statements however many
 * they are, none of them too: so nobody can tell whom a change has reached.
 */
export async function rewriteGrants(
  tx: Transaction,
  of: readonly At[],
  grants: readonly Grant[],
): Promise<void> {
  // Those of policies that are prepared go too: they are made again before these come in force.
  await tx.query(
    `with of as (select * from unnest($1::uuid[], $2::text[]) as of(person, custodian)),
     noted as (insert into policy_stale (person, custodian) select person, custodian from of
       where exists (select from policy_version where state = 'preparing'))
     delete from consent_grant g using of where g.person = of.person and g.custodian = of.custodian`,
    [of.map(({ person }) => person), of.map(({ custodian }) => custodian)],
  )
  await addGrants(tx, grants)
}

/** Puts these grants in the place of those of one policy version only. */
export async function prepareGrants(
  tx: Transaction,
  of: At & { policyVersion: string },
  grants: readonly Grant[],
): Promise<void> {
  await tx.query('delete from consent_grant where person = $1 and custodian = $2 and policy_version = $3', [
    of.person,
    of.custodian,
    of.policyVersion,
  ])
  await addGrants(tx, grants)
}

async function addGrants(tx: Transaction, grants: readonly Grant[]): Promise<void> {
  await tx.query(
    `insert into consent_grant (person, custodian, recipient, purpose, categories, valid, consents, redisclosure,
       policy_version, authority, basis, rules, mandate, overruled, period)
     select person, custodian, recipient, purpose, categories, tstzrange("from", until, '[)'), consents, redisclosure,
       policy_version, authority, basis, rules, mandate, overruled,
       case when period_from is not null then tstzrange(period_from, period_until, '[)') end
     from json_to_recordset($1) as g(person uuid, custodian text, recipient text, purpose text, categories bigint,
       "from" timestamptz, until timestamptz, consents text[], redisclosure text, policy_version text, authority text,
       basis text[], rules text[], mandate text, overruled jsonb, period_from timestamptz, period_until timestamptz)`,
    [JSON.stringify(grants.map(storedGrant))],
  )
}

/** A grant as JSON, which has no integers of 64 bits. */
function storedGrant({
  policyVersion,
  categories,
  overruled = [],
  mandate = '',
  rules = [],
  period,
  ...grant
}: Grant): unknown {
  return {
    ...grant,
    categories: categories.toString(),
    policy_version: policyVersion,
    rules,
    mandate,
    overruled: overruled.map(storedConflict),
    period_from: period?.from,
    period_until: period?.until,
  }
}

const COLUMNS = `g.person, g.custodian, g.recipient, g.purpose, g.categories, lower(g.valid) as from,
  upper(g.valid) as until, g.consents, g.redisclosure, g.policy_version, g.authority, g.basis, g.rules, g.mandate,
  g.overruled, lower(g.period) as period_from, upper(g.period) as period_until`

/** Grants, and the id of what each person's were compiled from (grant-sources.ts); they are of one moment. */
export type Granted = {
  readonly grants: readonly Grant[]
  readonly sourceOf: (of: { person: string; custodian: string }) => string | undefined
}

type GrantedRow = Partial<GrantRow> & { holder: string; keeper: string; source: string | null }

const OUTER = `select holder.person as holder, s.custodian as keeper, s.id as source, ${COLUMNS}
  from unnest($1::uuid[]) as holder(person)
  left join grant_source s on s.person = holder.person and s.policy_version = $2 and s.stands
  left join consent_grant g on g.person = holder.person and g.policy_version = $2`

/** All grants of one person at one custodian, by one policy version, with their source. */
export async function grantedOf(
  tx: Transaction,
  of: { person: string; custodian: string },
  policyVersion: string,
): Promise<Granted> {
  const { rows } = await tx.query<GrantedRow>(
    `${OUTER} and g.custodian = $3 where s.custodian is null or s.custodian = $3`,
    [[of.person], policyVersion, of.custodian],
  )
  return toGranted(rows)
}

/** The grants to one recipient for one purpose, of these persons, by one policy version, with their sources. */
export async function grantedTo(
  tx: Transaction,
  to: { recipient: string; purpose: string; persons: readonly string[]; policyVersion: string },
): Promise<Granted> {
  const { rows } = await tx.query<GrantedRow>(
    `${OUTER} and (s.custodian is null or g.custodian = s.custodian) and g.recipient = $3 and g.purpose = $4`,
    [[...to.persons], to.policyVersion, to.recipient, to.purpose],
  )
  return toGranted(rows)
}

function toGranted(rows: readonly GrantedRow[]): Granted {
  const sources = new Map(
    rows.flatMap(({ holder, keeper, source }) =>
      source === null ? [] : [[`${holder} ${keeper}`, source] as const],
    ),
  )
  return {
    grants: rows.filter((row): row is GrantedRow & GrantRow => typeof row.person === 'string').map(toGrant),
    sourceOf: ({ person, custodian }) => sources.get(`${person} ${custodian}`),
  }
}

const SELECT = `select ${COLUMNS} from consent_grant g`

function storedConflict({ winner, loser, categories }: Conflict): GrantRow['overruled'][number] {
  return { winner, loser, categories: categories.toString() }
}

/** All grants of one person at one custodian, by one policy version. */
export async function grantsOf(
  tx: Transaction,
  of: { person: string; custodian: string },
  policyVersion: string,
): Promise<Grant[]> {
  const { rows } = await tx.query<GrantRow>(
    `${SELECT} where person = $1 and custodian = $2 and policy_version = $3`,
    [of.person, of.custodian, policyVersion],
  )
  return rows.map(toGrant)
}

/** The grants to one recipient for one purpose, of these persons, by one policy version. */
export async function grantsTo(
  tx: Transaction,
  to: { recipient: string; purpose: string; persons: readonly string[]; policyVersion: string },
): Promise<Grant[]> {
  const { rows } = await tx.query<GrantRow>(
    `${SELECT} where recipient = $1 and purpose = $2 and person = any($3::uuid[]) and policy_version = $4`,
    [to.recipient, to.purpose, [...to.persons], to.policyVersion],
  )
  return rows.map(toGrant)
}

function toGrant(row: GrantRow): Grant {
  const { person, custodian, recipient, purpose, categories, from, until, consents, redisclosure } = row
  const { authority, basis, rules, mandate } = row
  const overruled = row.overruled.map((each): Conflict => ({ ...each, categories: BigInt(each.categories) }))
  return {
    person,
    custodian,
    recipient,
    purpose,
    categories,
    from,
    ...(until !== null && { until }),
    consents,
    redisclosure,
    policyVersion: row.policy_version,
    authority,
    basis,
    ...(rules.length > 0 && { rules }),
    ...(mandate !== '' && { mandate }),
    ...(overruled.length > 0 && { overruled }),
    ...(row.period_from !== null && {
      period: { from: row.period_from, ...(row.period_until !== null && { until: row.period_until }) },
    }),
  }
}
