/**
 * The work that new policies are, in steps of one short transaction each, so that it goes on after a crash where it
 * stopped, on whichever gateway: what is kept is labelled and granted by them beside what is in force, then one transaction
 * switches (switch.ts), then what follows is done person by person. Requests meet nothing of it.
 */
import type { Transaction } from '../database/database.ts'
import { NOBODY } from '../store/access.ts'
import {
  addFollowers,
  forgetStale,
  noteFollowers,
  noteProgress,
  staleOnes,
  standing,
  takeFollowers,
  takeWork,
} from '../store/policies.ts'
import type { Phase, Stale, Standing } from '../store/policies.ts'
import {
  dropGrants,
  personsAfter,
  versionsAfter,
  versionsBehind,
  versionsOfPersons,
} from '../store/relabel.ts'
import { reviseReferrals } from './answer.ts'
import type { Ground } from './ground.ts'
import { queuePlans } from './queue.ts'
import { prepareGrantsBy } from './regrant.ts'
import { relabel } from './relabel.ts'
import { switchTo } from './switch.ts'

/** Resources that one step labels, with all their versions. */
const RELABELLED_AT_ONCE = 200
/** Persons whose grants one step compiles, and for whom one step does what follows. */
const REGRANTED_AT_ONCE = 50
const FOLLOWED_AT_ONCE = 20
/** Grants of other versions that one step takes away. */
const DROPPED_AT_ONCE = 5_000
/** Notes of what was written meanwhile that one step works off; with so few left, the switch does the rest. */
const REDONE_AT_ONCE = 50
const LEFT_TO_THE_SWITCH_MAX = 10

/** The ground by a version on file; undefined where this software cannot read it. */
export type GroundBy = (version: string) => Promise<Ground | undefined>

/** One step; false where there is nothing to do, or another gateway does it. */
export async function workOnPolicies(ground: Ground, groundBy: GroundBy): Promise<boolean> {
  const known = await standing(ground.unguarded)
  const work = known.find(({ state }) => state === 'preparing') ?? known.find(({ phase }) => phase !== 'done')
  const by = work && (await groundBy(work.version))
  if (!by) return false
  const { database } = work.state === 'preparing' ? { database: by.unguarded } : by
  return database.transaction(async (tx) => {
    const taken = await takeWork(tx)
    const now = taken?.find(({ version }) => version === work.version)
    if (!taken || now?.state !== work.state) return false
    const inForce = taken.find(({ state }) => state === 'in-force')?.version
    const next = await STEPS[now.phase](by, tx, { work: now, inForce })
    if (next) await noteProgress(tx, now.version, next)
    return true
  })
}

type Step = { readonly work: Standing; readonly inForce: string | undefined }

/** Where a step leads; undefined where the same is to be done again. */
type Next = { readonly phase: Phase; readonly cursor?: string } | undefined

const STEPS: Readonly<Record<Phase, (by: Ground, tx: Transaction, of: Step) => Promise<Next>>> = {
  sweep: async (_by, tx, { inForce }) =>
    (await dropGrants(tx, inForce === undefined ? [] : [inForce], DROPPED_AT_ONCE))
      ? undefined
      : { phase: 'relabel' },
  relabel: async (by, tx, { work }) => {
    const cursor = await relabelNext(by, tx, work.cursor)
    return cursor === undefined ? { phase: 'regrant' } : { phase: 'relabel', cursor }
  },
  regrant: async (by, tx, { work }) => {
    const persons = await personsAfter(tx, work.cursor === '' ? NOBODY : work.cursor, REGRANTED_AT_ONCE)
    for (const of of persons) await prepareGrantsBy(by, tx, of, by.clock())
    const last = persons.at(-1)
    return last ? { phase: 'regrant', cursor: last.person } : { phase: 'compare' }
  },
  compare: async (_by, tx, { work, inForce }) => {
    await noteFollowers(tx, inForce ?? '', work.version)
    return { phase: 'ready' }
  },
  ready: async (by, tx, { inForce }) => {
    const notes = await staleOnes(tx, REDONE_AT_ONCE)
    if (notes.length > LEFT_TO_THE_SWITCH_MAX) await redo(by, tx, notes)
    else await switchTo(by, tx, { from: inForce, redo: (left) => redo(by, tx, left) })
    return undefined
  },
  follow: async (by, tx) => ((await followNext(by, tx)) ? undefined : { phase: 'clear' }),
  clear: async (_by, tx, { work }) =>
    (await dropGrants(tx, [work.version], DROPPED_AT_ONCE)) ? undefined : { phase: 'done' },
  done: () => Promise.resolve(undefined),
}

const FIRST = JSON.stringify([NOBODY, '', ''])

async function relabelNext(by: Ground, tx: Transaction, cursor: string): Promise<string | undefined> {
  const [person, type, id] = JSON.parse(cursor || FIRST) as [string, string, string]
  const versions = await versionsAfter(tx, { person, type, id }, RELABELLED_AT_ONCE)
  const last = versions.at(-1)
  if (!last) return undefined
  await relabel(by, tx, versions)
  return JSON.stringify([last.person, last.type, last.id])
}

/** Labels and grants once more what was written meanwhile: all of a person, since others of his records may refer to it. */
async function redo(by: Ground, tx: Transaction, notes: readonly Stale[]): Promise<void> {
  const of = new Map(
    notes
      .filter(({ person }) => person !== NOBODY)
      .map(({ person, custodian }) => [`${person} ${custodian}`, { person, custodian }]),
  )
  const persons = [...of.values()]
  const nobodys = notes.filter(({ person, type }) => person === NOBODY && type !== null)
  const references = nobodys.map(({ type, id }) => `${type}/${id}`)
  await relabel(by, tx, await versionsOfPersons(tx, persons))
  await relabel(by, tx, await versionsBehind(tx, [...new Set(references)]))
  for (const each of persons) await prepareGrantsBy(by, tx, each, by.clock())
  await addFollowers(tx, persons)
  await forgetStale(tx, notes)
}

/** What waited for consent goes, and plans go to those who may have them now. */
async function followNext(by: Ground, tx: Transaction): Promise<boolean> {
  const persons = await takeFollowers(tx, FOLLOWED_AT_ONCE)
  const at = by.clock()
  const types = new Set(by.content.exchange.plan.triggeredBy)
  for (const of of persons.filter(({ custodian }) => by.directory.byId(custodian))) {
    await reviseReferrals(by, tx, of, { at, actor: 'gateway' })
    await queuePlans(by, tx, of, { types, at })
  }
  by.waker.wake(tx)
  return persons.length > 0
}
