/**
 * The suite: for each scenario a random population, then rounds of a change that the actor may not see, between two sweeps
 * of everything that the actor can ask. The answers before and after must be equal, and the answer to a question for what
 * is withheld must be that for what does not exist (42 CFR 2.13(c)).
 */
import fc from 'fast-check'
import { readCapability } from './capability.ts'
import type { Capability } from './capability.ts'
import { CHANGES } from './changes.ts'
import type { Chance, Change } from './changes.ts'
import { OTHERS } from './changes-others.ts'
import { bodyOf, createClient } from './client.ts'
import type { Server } from './client.ts'
import { ownRecords } from './own.ts'
import { inEmergency } from './driver.ts'
import { populate } from './population.ts'
import { asksFor, asksOfAll, compareWithAbsent, differences, nameOf, sweep, targetOf, told } from './sweep.ts'
import type { Answered, Interference } from './sweep.ts'
import type { Target } from './asks-rest.ts'
import type { Ask, Client, PartnerFacts, Scenario, World } from './types.ts'
import { isUnknown, recordsOf } from './world.ts'

export type Running = {
  readonly server: Server
  readonly seed: number
  readonly rounds: number
  /** Searches of whole types in a sweep, at most; the rest waits for another run. */
  readonly searchesMax: number
  /** Only interactions whose name, as a report has it, holds this text. */
  readonly only?: string | undefined
  /** Changes made in one round; with one, what interferes is known by its name. */
  readonly changesAtOnce: number
  /** Only changes whose name holds this text. */
  readonly change?: string | undefined
  /** Waits until what a change causes has happened: deliveries for instance. */
  readonly settled: (world: World) => Promise<void>
  readonly say: (line: string) => void
}

export type Found = Interference & { readonly round: number; readonly change: string }
export type Outcome = {
  readonly scenario: string
  readonly seed: number
  readonly rounds: number
  readonly interactions: number
  readonly requests: number
  readonly changes: readonly string[]
  readonly found: readonly Found[]
}

/** Differences of one round that a report shows; a leak shows itself in many places. */
const FOUND_MAX = 20

export async function runScenario(running: Running, scenario: Scenario): Promise<Outcome> {
  return await runRounds(running, await openScenario(running, scenario))
}

/** A world with its random people, and what the server says that it can do: for one run, or for several after each other. */
export type Opened = { readonly world: World; readonly capability: Capability; readonly title: string }

export async function openScenario(running: Running, scenario: Scenario): Promise<Opened> {
  const world = await createWorld(running, scenario)
  const title = `${scenario.actor.id} (${scenario.actor.purpose}) at ${scenario.custodian.id}`
  running.say(`${title}: seed ${running.seed}`)
  const statement = bodyOf(await world.actor.send({ method: 'GET', path: '/fhir/metadata' }), 'metadata', 200)
  await populate(world, running.seed)
  await running.settled(world)
  return { world, capability: readCapability(statement), title }
}

export async function runRounds(running: Running, { world, capability, title }: Opened): Promise<Outcome> {
  const { seed, rounds, say } = running
  const found: Found[] = capability.unknown.map((name) => ({
    round: 0,
    change: 'none',
    interaction: name,
    what: 'the server lists it and the suite does not know it: add it to the tables',
  }))
  const targets = targetsOf(world)
  const all = [...asksFor(world, targets), ...asksOfAll(world, capability, running.searchesMax)]
  const isChosen = (ask: Ask): boolean => nameOf(ask).includes(running.only ?? '')
  const asks = all.filter(isChosen)
  // Not compared: what the actor creates unless it is there, is there from then on.
  const writing = asks.filter(({ method }) => method !== 'GET' && method !== 'HEAD')
  await sweep(world, writing, 0)
  await running.settled(world)
  let before = await asking(world, asks)
  found.push(
    ...inRound(0, 'none', [
      ...told(world, before),
      ...(running.only === undefined ? seesNothing(world, before) : []),
    ]),
  )
  const isSearch = (ask: Ask): boolean => ask.route === SEARCH && isChosen(ask)
  for (const target of referredTo(world).slice(0, REFERRED_MAX))
    found.push(...inRound(0, 'none', await compareWithAbsent(world, { target, isChosen: isSearch })))
  const changes: string[] = []
  let requests = writing.length + asks.length
  for (let round = 1; round <= rounds; round += 1) {
    const name = await changeAll(running, world, round)
    await running.settled(world)
    const after = await asking(world, asks)
    const latest = latestWithheld(world)
    const absent = latest ? await compareWithAbsent(world, { target: latest, isChosen }) : []
    const differing = [...differences(before, after), ...told(world, after), ...absent]
    found.push(...inRound(round, name, differing))
    say(
      `${title}: round ${round}, ${name}: ${differing.length === 0 ? 'equal' : `${differing.length} differences`}`,
    )
    changes.push(name)
    requests += asks.length
    before = after
  }
  const routes = new Set(
    asks.map(({ route, method, name: each }) => (route === 'everything' ? `${method} ${each}` : route)),
  )
  return { scenario: title, seed, rounds, interactions: routes.size, requests, changes, found }
}

async function createWorld({ server }: Running, scenario: Scenario): Promise<World> {
  const clientOf = (facts: PartnerFacts): Client => createClient(server, facts)
  const urgentOf = (facts: PartnerFacts | undefined): Client | undefined => {
    const urgent = inEmergency(facts)
    return urgent && clientOf(urgent)
  }
  const drafted = {
    scenario,
    custodian: clientOf(scenario.custodian),
    actor: clientOf(scenario.actor),
    others: scenario.others.map(clientOf),
    urgent: urgentOf(scenario.actor),
    urgentOther: urgentOf(scenario.others[0]),
    persons: [],
    marks: new Set<string>(),
    known: new Set<string>(),
    run: runOf(server),
    clock: server.clock,
    next: 0,
  }
  return { ...drafted, own: await ownRecords(drafted) }
}

let runs = 0
/** Letters and digits that no other run has, of the same number in each. */
function runOf({ clock }: Server): string {
  runs += 1
  return `${(clock().getTime() + performance.now()).toString(36).replace('.', '').slice(0, 10)}r${runs}`
}

async function asking(world: World, asks: readonly Ask[]): Promise<Answered[]> {
  return await sweep(world, asks, world.clock().getTime())
}

/** A record that is seen, one that is withheld of the same person, one of a person unknown to the actor, and its own. */
function targetsOf(world: World): [string, Target][] {
  const partly = world.persons.find((person) => recordsOf(world, person, 'seen').length > 0)
  const unknown = world.persons.find((person) => isUnknown(world, person))
  const { own } = world
  const targets: [string, Target][] = [
    ['own', { ...own, record: own.condition, identifier: own.conditionIdentifier }],
  ]
  if (partly) {
    targets.push(['seen', targetOf(partly, recordsOf(world, partly, 'seen')[0])])
    targets.push(['withheld', targetOf(partly, recordsOf(world, partly, 'withheld')[0])])
  }
  if (unknown) targets.push(['unknown', targetOf(unknown, unknown.records[0])])
  return targets
}

/**
 * What is withheld of somebody of whom the actor sees records that refer to it: alone of its person, whom the questions must not
 * name, since of him there is something to see. With the number that another partner gave him.
 */
function referredTo(world: World): Target[] {
  const unknown = world.persons.find((person) => isUnknown(world, person))
  return world.persons.flatMap((person) => {
    const withheld = recordsOf(world, person, 'withheld').filter(({ kind }) => REFERRED.includes(kind))
    const isReferredTo = recordsOf(world, person, 'seen').some(({ kind }) => kind === 'plan')
    if (!unknown || !isReferredTo) return []
    return withheld.map(({ reference: record, identifier }) => ({
      ...targetOf(unknown, undefined),
      patientIdentifier: person.foreign ?? unknown.identifier,
      record,
      identifier,
    }))
  })
}

const SEARCH = 'GET /fhir/:type'
const REFERRED_MAX = 3
const REFERRED: readonly string[] = ['goal', 'diagnosis', 'hiv']

/** What was withheld last, of somebody of whom the actor sees nothing: all that the asks name is as good as absent. */
function latestWithheld(world: World): Target | undefined {
  const person = world.persons.findLast((each) => isUnknown(world, each) && each.records.length > 0)
  return person && targetOf(person, person.records.at(-1))
}

/** A suite whose actor sees nothing of others would find everything equal. */
function seesNothing({ persons, ...world }: World, answered: readonly Answered[]): Interference[] {
  const seen = persons.flatMap((person) => recordsOf({ persons, ...world }, person, 'seen'))
  const isFound = seen.some(({ reference }) => {
    const id = reference.split('/')[1] ?? ''
    return answered.some(
      ({ ask, heard }) => heard.status === 200 && heard.body.includes(id) && !ask.path.includes(id),
    )
  })
  return isFound
    ? []
    : [{ interaction: 'the suite', what: 'the actor sees nothing of what was released to it' }]
}

function inRound(round: number, change: string, all: readonly Interference[]): Found[] {
  return all.slice(0, FOUND_MAX).map((each) => ({ ...each, round, change }))
}

/** One number after another, the same for the same seed and round. */
function chanceOf(seed: number, round: number): Chance {
  const random =
    fc.sample(fc.array(fc.nat(), { minLength: 500, maxLength: 500 }), {
      seed: seed + round,
      numRuns: 1,
    })[0] ?? []
  let n = 0
  return (bound) => (random[(n += 1) % random.length] ?? 0) % Math.max(1, bound)
}

/** Every change has its turn, in an order of the seed; one that this world has nothing for is passed over. */
async function changeAll(
  { seed, change, changesAtOnce }: Running,
  world: World,
  round: number,
): Promise<string> {
  const known: readonly Change[] = [...CHANGES, ...OTHERS].filter(({ name }) => name.includes(change ?? ''))
  const order =
    fc.sample(fc.shuffledSubarray([...known], { minLength: known.length }), { seed, numRuns: 1 })[0] ?? []
  const chance = chanceOf(seed, round)
  const made: string[] = []
  for (let n = 0; n < order.length && made.length < changesAtOnce; n += 1) {
    const next = order[((round - 1) * changesAtOnce + n) % order.length]
    if (next && (await next.make(world, chance))) made.push(next.name)
  }
  if (made.length === 0) throw new Error(`there is nothing to change: ${change ?? 'no change fits'}`)
  return made.join('; ')
}
