/**
 * The random population of a run: persons of the custodian whose records the actor may see in part. Made by fast-check's
 * generators from the seed, so that the same seed makes the same people.
 */
import fc from 'fast-check'
import { CATEGORIES, KINDS } from './driver.ts'
import type { Person, ReleaseState, World } from './types.ts'
import { addPerson, addRecord, addRelease, addRestriction } from './world.ts'

const STATES: readonly ReleaseState[] = ['in-force', 'expired', 'not-yet', 'other-purpose', 'revoked']

type ReleasePlan = {
  readonly state: ReleaseState
  readonly categories: string[]
  readonly isToActor: boolean
}
type PersonPlan = {
  readonly birthDate: string
  readonly releases: ReleasePlan[]
  readonly restricted: string[]
  readonly kinds: string[]
}

const categories = fc.subarray([...CATEGORIES], { minLength: 1 })
const release: fc.Arbitrary<ReleasePlan> = fc.record({
  state: fc.constantFrom(...STATES),
  categories,
  isToActor: fc.boolean(),
})
const birthDate = fc.integer({ min: 1950, max: 2005 }).map((year) => `${year}-04-12`)
const person: fc.Arbitrary<PersonPlan> = fc.record({
  birthDate,
  releases: fc.array(release, { maxLength: 3 }),
  restricted: fc.subarray([...CATEGORIES], { maxLength: 2 }),
  kinds: fc.subarray(Object.keys(KINDS), { minLength: 4 }),
})
/** Of whom something is released and something is not: whoever sees nothing at all proves little. */
const partly: fc.Arbitrary<PersonPlan> = fc.record({
  birthDate,
  releases: fc
    .tuple(fc.subarray([...CATEGORIES], { minLength: 4, maxLength: 7 }), fc.array(release, { maxLength: 1 }))
    .map(([some, more]) => [
      { state: 'in-force' as const, categories: some, isToActor: true },
      ...more.filter(({ state, isToActor }) => !isToActor || state !== 'in-force'),
    ]),
  restricted: fc.subarray([...CATEGORIES], { maxLength: 1 }),
  kinds: fc.constant(Object.keys(KINDS)),
})

/** Two persons released in part, two about whom chance decides, and one of whom nobody has released anything. */
const population = fc.tuple(
  partly,
  partly,
  person,
  person,
  person.map((each) => ({ ...each, releases: [] })),
)

export async function populate(world: World, seed: number): Promise<void> {
  const [plans = []] = fc.sample(population, { seed, numRuns: 1 })
  for (const plan of plans) await addPlanned(world, plan)
}

async function addPlanned(world: World, plan: PersonPlan): Promise<Person> {
  const made = await addPerson(world, {
    family: `Sample${world.run}n${world.next}`,
    given: 'Testa',
    birthDate: plan.birthDate,
  })
  const [other] = world.others
  for (const { state, categories: released, isToActor } of plan.releases) {
    const to = isToActor || !other ? world.actor.facts : other.facts
    await addRelease(world, made, { to, categories: released, state })
  }
  if (plan.restricted.length > 0) await addRestriction(world, made, plan.restricted)
  for (const kind of plan.kinds) await addRecord(world, made, kind)
  await addReferring(world, made)
  return made
}

/** More than a page of one may hold. */
const REFERRING = 4

/** Plans that refer to all goals and diagnoses, seen or withheld: what is withheld is cut out of what is seen. */
async function addReferring(world: World, person: Person): Promise<void> {
  const of = (type: string): { reference: string }[] =>
    person.records.flatMap(({ reference }) => (reference.startsWith(`${type}/`) ? [{ reference }] : []))
  const [goal, addresses] = [of('Goal'), of('Condition')]
  if (goal.length === 0 || addresses.length === 0) return
  for (let n = 0; n < REFERRING; n += 1) await addRecord(world, person, 'plan', { goal, addresses })
}
