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
         policy_version, authority, basis, mandate, overruled)
       values ($1, $2, $3, $4, $5, tstzrange($6, $7, '[)'), $8, $9, $10, $11, $12, $13, $14)`,
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
        grant.mandate ?? '',
        JSON.stringify((grant.overruled ?? []).map(storedConflict)),
      ],
    )
  }
}

const SELECT = `select person, custodian, recipient, purpose, categories, lower(valid) as from, upper(valid) as until,
  consents, redisclosure, policy_version, authority, basis, mandate, overruled from consent_grant`

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
  const { authority, basis, mandate } = row
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
    ...(mandate !== '' && { mandate }),
    ...(overruled.length > 0 && { overruled }),
  }
}
