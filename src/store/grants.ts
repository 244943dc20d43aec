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
}

/** Puts these grants in the place of all grants of the person at the custodian. */
export async function rewriteGrants(
  tx: Transaction,
  of: { person: string; custodian: string },
  grants: readonly Grant[],
): Promise<void> {
  // Those of policies that are prepared go too: they are made again before these come in force.
  await tx.query(
    `with noted as (insert into policy_stale (person, custodian) select $1, $2
       where exists (select from policy_version where state = 'preparing'))
     delete from consent_grant where person = $1 and custodian = $2`,
    [of.person, of.custodian],
  )
  await addGrants(tx, of, grants)
}

/** Puts these grants in the place of those of one policy version only. */
export async function prepareGrants(
  tx: Transaction,
  of: { person: string; custodian: string; policyVersion: string },
  grants: readonly Grant[],
): Promise<void> {
  await tx.query('delete from consent_grant where person = $1 and custodian = $2 and policy_version = $3', [
    of.person,
    of.custodian,
    of.policyVersion,
  ])
  await addGrants(tx, of, grants)
}

async function addGrants(
  tx: Transaction,
  of: { person: string; custodian: string },
  grants: readonly Grant[],
): Promise<void> {
  for (const grant of grants) {
    await tx.query(
      `insert into consent_grant (person, custodian, recipient, purpose, categories, valid, consents, redisclosure,
         policy_version, authority, basis, rules, mandate, overruled)
       values ($1, $2, $3, $4, $5, tstzrange($6, $7, '[)'), $8, $9, $10, $11, $12, $13, $14, $15)`,
      [
        of.person,
        of.custodian,
        grant.recipient,
        grant.purpose,
        grant.categories,
        grant.from,
        grant.until ?? null,
        grant.consents,
        grant.redisclosure,
        grant.policyVersion,
        grant.authority,
        grant.basis,
        grant.rules ?? [],
        grant.mandate ?? '',
        JSON.stringify((grant.overruled ?? []).map(storedConflict)),
      ],
    )
  }
}

const COLUMNS = `g.person, g.custodian, g.recipient, g.purpose, g.categories, lower(g.valid) as from,
  upper(g.valid) as until, g.consents, g.redisclosure, g.policy_version, g.authority, g.basis, g.rules, g.mandate,
  g.overruled`

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

/** JSON has no integers of 64 bits. */
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
  }
}
