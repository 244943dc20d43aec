/** A person's grants at one custodian, compiled anew from all of that custodian's Consents, in the changing transaction. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { compileGrants } from '../consent/compile-grants.ts'
import { treatingOf } from '../consent/treating.ts'
import type { CompiledGrants, Emergency as OpenedEmergency, Treating } from '../consent/consent.ts'
import type { Transaction } from '../database/database.ts'
import type { Resource } from '../fhir/resource.ts'
import { isCopy } from '../exchange/plan.ts'
import { emergenciesOf } from '../store/emergencies.ts'
import type { Emergency } from '../store/emergencies.ts'
import { ownCompartments } from '../store/find.ts'
import { noteSources } from '../store/grant-sources.ts'
import type { GrantSource } from '../store/grant-sources.ts'
import { prepareGrants, rewriteGrants } from '../store/grants.ts'
import type { Kept } from '../store/record.ts'
import type { Deciding } from './decide.ts'
import type { Ground } from './ground.ts'
import type { Admitted } from './keep-all.ts'
import { versionOf } from './release.ts'

/** What grants are compiled from. */
const PAPERS = ['Consent', 'Basic', 'DocumentReference', 'CareTeam', 'Task']

/** Whose change rewrites them, Tasks aside. A Patient among them, since an agreement reaches every person. */
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

/** Compiles and stores the grants. */
export async function regrant(ground: Ground, tx: Transaction, of: At, at: string): Promise<void> {
  await regrantAll(ground, tx, [of], at)
}

/** The same of several persons, or of none, by the same statements: how many they are, nobody can tell by them. */
export async function regrantAll(
  ground: Ground,
  tx: Transaction,
  of: readonly At[],
  at: string,
): Promise<void> {
  const { version: policyVersion } = ground.content.policy
  const compiled = await compileAll(ground, tx, of, at)
  await rewriteGrants(
    tx,
    of,
    compiled.flatMap(({ grants }) => grants),
  )
  await noteSources(
    tx,
    compiled.map(({ person, custodian, source }) => ({ person, custodian, policyVersion, source })),
  )
}

/** The grants by policies that are prepared, beside those in force; none of a custodian who is no partner any more. */
export async function prepareGrantsBy(ground: Ground, tx: Transaction, of: At, at: string): Promise<void> {
  const to = { ...of, policyVersion: ground.content.policy.version }
  if (!ground.directory.byId(of.custodian)) return prepareGrants(tx, to, [])
  const { grants, source } = await compileFor(ground, tx, of, at)
  await prepareGrants(tx, to, grants)
  await noteSources(tx, [{ ...to, source }])
}

type Compiled = FromSources & { readonly consents: Kept[]; readonly source: GrantSource }

/** The grants as they would be compiled now; nothing is stored. */
export async function compileFor(ground: Ground, tx: Transaction, of: At, at: string): Promise<Compiled> {
  const [compiled] = await compileAll(ground, tx, [of], at)
  assert(compiled, 'each person is compiled')
  return compiled
}

async function compileAll(
  ground: Ground,
  tx: Transaction,
  all: readonly At[],
  at: string,
): Promise<(At & Compiled)[]> {
  const kept = await ownCompartments(tx, { of: all, types: PAPERS })
  const open = await emergenciesOf(tx, all)
  return all.map((of) => {
    const isOf = (each: At): boolean => each.person === of.person && each.custodian === of.custodian
    const papers = kept.filter(isOf)
    const emergencies = open.filter(isOf)
    const { person, custodian } = of
    const compiled = compileFrom(ground, of, { papers, emergencies, at })
    const consents = papers.filter(({ type }) => type === 'Consent')
    return { person, custodian, ...compiled, consents, source: sourceOf(papers, emergencies, at) }
  })
}

export type FromSources = CompiledGrants & { readonly treating: Treating }

export type Sources = {
  readonly papers: readonly Kept[]
  readonly emergencies: readonly Emergency[]
  readonly at: string
}

/** The grants that follow from these papers and emergencies: the same again, whenever they are compiled. */
export function compileFrom(by: Deciding, of: At, { papers, emergencies, at }: Sources): FromSources {
  const { policy } = by.content
  const consents = papers.filter(({ type }) => type === 'Consent')
  // What another made, and the custodian only received, is no order to him, and no team of his. A referral has two sides.
  const contents = papers
    .map(({ content }) => content)
    .filter((content) => content.resourceType === 'Task' || !isCopy(content))
  const treating = treatingOf(contents, { custodian: of.custodian, at, policy })
  const compiled = compileGrants(
    consents.map(({ content }) => content),
    {
      person: of.person,
      custodian: by.directory.partyOf(of.custodian),
      partners: by.directory.all.map(({ id }) => by.directory.partyOf(id)),
      policy,
      at,
      treating,
      emergencies: emergencies.map((opened) => emergencyOf(by, opened)),
      orders: contents.filter(({ resourceType }) => ['Basic', 'DocumentReference'].includes(resourceType)),
    },
  )
  return { ...compiled, treating }
}

function emergencyOf({ content }: Deciding, { nature, ...opened }: Emergency): OpenedEmergency {
  const rule = content.emergency.ruleOf(nature)
  // A nature that policy knows no longer gives nothing.
  return {
    ...opened,
    ...(rule !== undefined && { rule }),
    categories: content.emergency.categoriesOf(nature),
  }
}

/** Hexadecimal digits of the id of a source: enough that no two of a person share one. */
const SOURCE_DIGITS = 24

function sourceOf(papers: readonly Kept[], emergencies: readonly Emergency[], compiled: string): GrantSource {
  const facts = [
    ...papers.map(versionOf),
    ...emergencies.map(
      ({ id, recipient, from, until, nature }) => `emergency/${id} ${recipient} ${from} ${until} ${nature}`,
    ),
  ]
  const id = createHash('sha256')
    .update(JSON.stringify([compiled, facts]))
    .digest('hex')
  return { id: id.slice(0, SOURCE_DIGITS), facts, compiled }
}
