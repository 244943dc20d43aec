/**
 * What the custodian and others do that the actor may not see: each change is made through their own credentials, and by
 * the suite's own model nothing of it is visible to the actor. The answers to the actor must not change by it.
 */
import { bodyOf } from './client.ts'
import { CATEGORIES, isWithheld, KINDS, permitted, releaseOf } from './driver.ts'
import type { Kept, Person, ReleaseState, World } from './types.ts'
import * as the from './world.ts'

/** Chance of a round: a number below the bound. */
export type Chance = (bound: number) => number
export type Change = {
  readonly name: string
  /** False where this world has nothing to change so. */
  readonly make: (world: World, chance: Chance) => Promise<boolean>
}

const one = <T>(from: readonly T[], chance: Chance): T | undefined => from[chance(from.length)]

function withheldKinds(world: World, person: Person): string[] {
  return Object.keys(KINDS).filter((kind) => isWithheld(person, kind, world.actor.facts.id))
}

/** Somebody of whom the actor sees something, if there is one; his withheld records are the most telling. */
function somebody(world: World, chance: Chance): Person | undefined {
  const known = world.persons.filter((person) => !the.isUnknown(world, person))
  return one(chance(4) > 0 && known.length > 0 ? known : world.persons, chance)
}

async function addWithheld(world: World, chance: Chance): Promise<Kept | undefined> {
  const person = somebody(world, chance)
  const kind = person && one(withheldKinds(world, person), chance)
  return kind === undefined ? undefined : await the.addRecord(world, person as Person, kind)
}

function withheld(world: World): Kept[] {
  return world.persons.flatMap((person) => the.recordsOf(world, person, 'withheld'))
}

async function rewrite(
  world: World,
  kept: Kept | undefined,
  elements: Record<string, unknown>,
): Promise<boolean> {
  if (!kept) return false
  const now = await world.custodian.send({ method: 'GET', path: `/fhir/${kept.reference}` })
  const { meta: _meta, ...content } = bodyOf(now, 'a read of a withheld record', 200)
  await the.update(world.custodian, kept.reference, { ...content, ...elements } as Kept['content'])
  return true
}

/** A release that permits the actor nothing, or somebody else something. */
async function voidRelease(
  world: World,
  chance: Chance,
  state: ReleaseState | 'to-another',
): Promise<boolean> {
  const person = one(world.persons, chance)
  const to = state === 'to-another' ? one(world.others, chance)?.facts : world.actor.facts
  if (!person || !to) return false
  const categories = CATEGORIES.filter(() => chance(2) === 0)
  await the.addRelease(world, person, {
    to,
    categories: categories.length > 0 ? categories : CATEGORIES.slice(0, 2),
    state: state === 'to-another' ? 'in-force' : state,
  })
  return true
}

const ERROR = 'entered-in-error'
const inError: Readonly<Record<string, Record<string, unknown>>> = {
  Goal: { lifecycleStatus: ERROR },
  Condition: {
    clinicalStatus: undefined,
    verificationStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: ERROR }],
    },
  },
  Specimen: { status: ERROR },
}

export const CHANGES: readonly Change[] = [
  {
    name: 'new withheld records',
    async make(world, chance) {
      const made = []
      for (let n = chance(3); n >= 0; n -= 1) made.push(await addWithheld(world, chance))
      return made.some(Boolean)
    },
  },
  {
    name: 'many withheld records of one kind, of somebody known and of somebody unknown',
    async make(world, chance) {
      const person = somebody(world, chance)
      const kind = person && one(withheldKinds(world, person), chance)
      if (!person || kind === undefined) return false
      const unknown = await the.addPerson(world)
      for (let n = 0; n < 6; n += 1) {
        await the.addRecord(world, person, kind)
        await the.addRecord(world, unknown, kind)
      }
      return true
    },
  },
  {
    name: 'a withheld record is changed',
    make: (world, chance) =>
      rewrite(world, one(withheld(world), chance), { language: one(['en', 'es', 'fr'], chance) }),
  },
  {
    name: 'a withheld record is entered in error',
    async make(world, chance) {
      const kept = one(withheld(world), chance)
      const type = kept?.content.resourceType ?? ''
      return await rewrite(world, kept, inError[type] ?? { status: ERROR })
    },
  },
  {
    name: 'a new person with records, of whom the actor may see nothing',
    async make(world, chance) {
      const person = await the.addPerson(world)
      for (const kind of Object.keys(KINDS)) if (chance(2) === 0) await the.addRecord(world, person, kind)
      return true
    },
  },
  { name: 'a release to another', make: (world, chance) => voidRelease(world, chance, 'to-another') },
  { name: 'a release that has expired', make: (world, chance) => voidRelease(world, chance, 'expired') },
  { name: 'a release that has not begun', make: (world, chance) => voidRelease(world, chance, 'not-yet') },
  {
    name: 'a release to the actor for another purpose',
    make: (world, chance) => voidRelease(world, chance, 'other-purpose'),
  },
  {
    name: 'a restriction on what is withheld anyway',
    async make(world, chance) {
      const person = one(world.persons, chance)
      if (!person) return false
      const given = permitted(person, world.actor.facts.id)
      const category = one(
        CATEGORIES.filter((each) => !given.has(each)),
        chance,
      )
      if (category === undefined) return false
      await the.addRestriction(world, person, [category])
      return true
    },
  },
  {
    name: 'a release that permits the actor nothing is revoked',
    async make(world, chance) {
      const { id } = world.actor.facts
      const all = world.persons.flatMap(({ releases }) => releases)
      const idle = all.filter(({ to, state }) => state !== 'revoked' && (to !== id || state !== 'in-force'))
      const release = one(idle, chance)
      if (release) await the.revoke(world, release)
      return release !== undefined
    },
  },
  {
    name: 'a release that lacks what the law asks for',
    async make(world, chance) {
      const person = one(world.persons, chance)
      if (!person) return false
      const [from, to] = [world.custodian.facts, world.actor.facts]
      const whole = releaseOf({
        from,
        to,
        patient: person.reference,
        categories: CATEGORIES,
        state: 'in-force',
      })
      const { sourceAttachment: _paper, extension: _statements, performer: _signer, ...body } = whole
      const heard = await world.custodian.send({ method: 'POST', path: '/fhir/Consent', body })
      return heard.status === 201 || heard.status === 422
    },
  },
]
