/** A person's grants at one custodian, compiled anew from all of that custodian's Consents, in the changing transaction. */
import { compileGrants } from '../consent/compile-grants.ts'
import { treatingOf } from '../consent/treating.ts'
import type { CompiledGrants, Deficiency } from '../consent/consent.ts'
import type { Transaction } from '../database/database.ts'
import type { Resource } from '../fhir/resource.ts'
import { isCopy } from '../exchange/plan.ts'
import { emergenciesOf } from '../store/emergencies.ts'
import { compartment } from '../store/find.ts'
import { rewriteGrants } from '../store/grants.ts'
import type { Ground } from './ground.ts'
import type { Admitted } from './keep-all.ts'

/** What grants are compiled from, Tasks aside. A Patient among them, since an agreement reaches every person. */
const GRANTING = new Set(['Consent', 'Basic', 'CareTeam', 'DocumentReference', 'Patient'])

/** Whether grants follow from a change of these resources of one person. */
export function isGranting(ground: Ground, changed: readonly Pick<Admitted, 'kept' | 'before'>[]): boolean {
  return changed.some(
    ({ kept, before }) => GRANTING.has(kept.type) || isTreatmentMoved(ground, before?.content, kept.content),
  )
}

/** Whether a referral came to be accepted, or is so no more: it tells who treats the person. */
export function isTreatmentMoved(ground: Ground, before: Resource | undefined, after: Resource): boolean {
  const { taskStatuses } = ground.content.policy.authorities.treating
  const treats = (task: Resource | undefined): boolean => taskStatuses.includes(String(task?.['status']))
  return after.resourceType === 'Task' && treats(before) !== treats(after)
}

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
): Promise<CompiledGrants & { consents: Awaited<ReturnType<typeof compartment>> }> {
  const own = { partner: of.custodian, purpose: '', at }
  const papers = await compartment(tx, own, {
    ...of,
    types: ['Consent', 'Basic', 'DocumentReference', 'CareTeam', 'Task'],
  })
  const consents = papers.filter(({ type }) => type === 'Consent')
  const { policy } = ground.content
  // What another made, and the custodian only received, is no order to him, and no team of his. A referral has two sides.
  const contents = papers
    .map(({ content }) => content)
    .filter((content) => content.resourceType === 'Task' || !isCopy(content))
  const compiled = compileGrants(
    consents.map(({ content }) => content),
    {
      person: of.person,
      custodian: ground.directory.partyOf(of.custodian),
      partners: ground.directory.all.map(({ id }) => ground.directory.partyOf(id)),
      policy,
      at,
      treating: treatingOf(contents, { custodian: of.custodian, at, policy }),
      emergencies: (await emergenciesOf(tx, of)).map((opened) => ({
        ...opened,
        // A nature that policy knows no longer gives nothing.
        categories: ground.content.emergency.categoriesOf(opened.nature),
      })),
      orders: contents.filter(({ resourceType }) => ['Basic', 'DocumentReference'].includes(resourceType)),
    },
  )
  return { ...compiled, consents }
}
