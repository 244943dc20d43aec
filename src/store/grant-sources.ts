/** What grants were compiled from, kept for ever and named by a hash: a decision made by them can be made again. */
import type { Transaction } from '../database/database.ts'

/** The papers and emergencies that were looked at, and when. */
export type GrantSource = {
  readonly id: string
  /** `Type/id/_history/version`; an emergency as `emergency/id recipient from until nature`. */
  readonly facts: readonly string[]
  readonly compiled: string
}

type Of = { readonly person: string; readonly custodian: string; readonly policyVersion: string }

/** Notes from what the grants of each were compiled that stand now; by one statement, for none too. */
export async function noteSources(
  tx: Transaction,
  sources: readonly (Of & { readonly source: GrantSource })[],
): Promise<void> {
  const rows = sources.map(({ person, custodian, policyVersion, source: { id, facts, compiled } }) => ({
    person,
    custodian,
    policy_version: policyVersion,
    id,
    facts,
    compiled,
  }))
  await tx.query(
    `with now as (select * from json_to_recordset($1)
       as now(person uuid, custodian text, policy_version text, id text, facts text[], compiled timestamptz)),
     past as (update grant_source s set stands = false from now where s.person = now.person
       and s.custodian = now.custodian and s.policy_version = now.policy_version and s.id <> now.id and s.stands)
     insert into grant_source (person, custodian, policy_version, id, facts, compiled, stands)
     select person, custodian, policy_version, id, facts, compiled, true from now
     on conflict (person, custodian, policy_version, id) do update set stands = true`,
    [JSON.stringify(rows)],
  )
}

/** Keeps a source from which nothing was granted: an explanation was made on it. */
export async function keepSource(tx: Transaction, of: Of, source: GrantSource): Promise<void> {
  await tx.query(
    `insert into grant_source (person, custodian, policy_version, id, facts, compiled, stands)
     values ($1, $2, $3, $4, $5, $6, false) on conflict do nothing`,
    [of.person, of.custodian, of.policyVersion, source.id, source.facts, source.compiled],
  )
}

export async function sourceOf(tx: Transaction, of: Of & { id: string }): Promise<GrantSource | undefined> {
  const { rows } = await tx.query<GrantSource>(
    `select id, facts, compiled from grant_source
     where person = $1 and custodian = $2 and policy_version = $3 and id = $4`,
    [of.person, of.custodian, of.policyVersion, of.id],
  )
  return rows[0]
}
