/** A person's grants at one custodian, compiled anew from all of that custodian's Consents, in the changing transaction. */
import { compileGrants } from '../consent/compile-grants.ts'
import type { Deficiency, Grant } from '../consent/consent.ts'
import type { Transaction } from '../database/database.ts'
import { compartment } from '../store/find.ts'
import { rewriteGrants } from '../store/grants.ts'
import type { Ground } from './ground.ts'

export type At = { readonly person: string; readonly custodian: string }

/** Compiles and stores the grants; the deficiencies say which releases do not count, and why. */
export async function regrant(ground: Ground, tx: Transaction, of: At, at: string): Promise<Deficiency[]> {
  const { grants, deficiencies } = await compileFor(ground, tx, of, at)
  await rewriteGrants(tx, of, grants)
  return deficiencies
}

/** The grants as they would be compiled now; nothing is stored. */
export async function compileFor(
  ground: Ground,
  tx: Transaction,
  of: At,
  at: string,
): Promise<{
  grants: Grant[]
  deficiencies: Deficiency[]
  consents: Awaited<ReturnType<typeof compartment>>
}> {
  const own = { partner: of.custodian, purpose: '', at }
  const consents = await compartment(tx, own, { ...of, types: ['Consent'] })
  const compiled = compileGrants(
    consents.map(({ content }) => content),
    {
      person: of.person,
      custodian: ground.directory.partyOf(of.custodian),
      partners: ground.directory.all.map(({ id }) => ground.directory.partyOf(id)),
      policy: ground.content.policy,
      at,
    },
  )
  return { ...compiled, consents }
}
