/** What the suite keeps at the server, through each partner's own credentials, and remembers: people, records, releases. */
import { bodyOf } from './client.ts'
import { isWithheld, KINDS, releaseOf, restrictionOf, stands } from './driver.ts'
import type { Client, Kept, Person, PartnerFacts, Release, ReleaseState, Resource, World } from './types.ts'

/** Of one length, so that none is the beginning of another: an answer is searched for them. */
const DIGITS = 5

/** A value that nobody else has given. */
export function fresh(world: Pick<World, 'run' | 'next'>, word: string): string {
  world.next += 1
  return `${word}-${world.run}-${String(world.next).padStart(DIGITS, '0')}`
}

/** Creates a resource; its reference. */
export async function create(
  world: Pick<World, 'known'>,
  client: Client,
  resource: Resource,
): Promise<string> {
  const path = `/fhir/${resource.resourceType}`
  const what = `${client.facts.id} creates a ${resource.resourceType}`
  const heard = await client.send({
    method: 'POST',
    path,
    body: resource,
    headers: { prefer: 'return=representation' },
  })
  const { id } = bodyOf(heard, what, 201)
  world.known.add(String(id))
  return `${resource.resourceType}/${String(id)}`
}

export async function update(client: Client, reference: string, resource: Resource): Promise<void> {
  const id = reference.split('/')[1] ?? ''
  const body = { ...resource, id }
  bodyOf(
    await client.send({ method: 'PUT', path: `/fhir/${reference}`, body }),
    `an update of ${reference}`,
    200,
  )
}

export function patientOf(facts: PartnerFacts, value: string, names: Person['names']): Resource {
  return {
    resourceType: 'Patient',
    identifier: [{ system: facts.recordSystem, value }],
    name: [{ family: names.family, given: [names.given] }],
    gender: 'female',
    birthDate: names.birthDate,
  }
}

/** A person of the custodian. The marks of who is withheld altogether are set by `markWithheld`. */
export async function addPerson(world: World, names?: Person['names']): Promise<Person> {
  const { facts } = world.custodian
  const key = fresh(world, 'person')
  const given = names ?? { family: fresh(world, 'Sample'), given: 'Testa', birthDate: '1990-01-01' }
  const patient = patientOf(facts, key, given)
  const other = world.others.find((each) => each.facts.recordSystem !== world.actor.facts.recordSystem)
  const number = other && { system: other.facts.recordSystem, value: fresh(world, 'foreign') }
  const reference = await create(world, world.custodian, {
    ...patient,
    identifier: [...(patient['identifier'] as unknown[]), ...(number ? [number] : [])],
  })
  if (number) world.marks.add(number.value)
  const identifier = `${facts.recordSystem}|${key}`
  const foreign = number && `${number.system}|${number.value}`
  const person: Person = {
    foreign,
    key,
    reference,
    identifier,
    names: given,
    releases: [],
    restricted: [],
    records: [],
  }
  world.persons.push(person)
  return person
}

export async function addRecord(
  world: World,
  person: Person,
  kind: string,
  elements: Record<string, unknown> = {},
): Promise<Kept> {
  const { recordSystem } = world.custodian.facts
  const made = KINDS[kind]
  if (!made) throw new Error(`there is no kind ${kind}`)
  const value = fresh(world, 'record')
  const mark = fresh(world, 'mark')
  const content: Resource = {
    resourceType: made.type,
    identifier: [{ system: recordSystem, value }],
    ...made.make({ reference: person.reference }, mark),
    ...elements,
  }
  const reference = await create(world, world.custodian, content)
  const kept = { kind, reference, identifier: `${recordSystem}|${value}`, content }
  person.records.push(kept)
  if (isWithheld(person, kind, world.actor.facts.id)) world.marks.add(mark).add(value)
  return kept
}

type Releasing = { to: PartnerFacts; categories: readonly string[]; state: ReleaseState }

export async function addRelease(
  world: World,
  person: Person,
  { to, categories, state }: Releasing,
): Promise<Release> {
  const from = world.custodian.facts
  const identifier = [{ system: from.recordSystem, value: fresh(world, 'release') }]
  const resource = releaseOf({ from, to, patient: person.reference, categories, state })
  const reference = await create(world, world.custodian, { ...resource, identifier })
  const release: Release = {
    reference,
    to: to.id,
    categories,
    stands: stands(to, state),
    state: state === 'revoked' ? 'in-force' : state,
  }
  person.releases.push(release)
  if (state === 'revoked') await revoke(world, release)
  return release
}

export async function addRestriction(
  world: World,
  person: Person,
  categories: readonly string[],
): Promise<void> {
  const [from, to] = [world.custodian.facts, world.actor.facts]
  const identifier = [{ system: from.recordSystem, value: fresh(world, 'restriction') }]
  const resource = restrictionOf({ from, to, patient: person.reference, categories })
  await create(world, world.custodian, { ...resource, identifier })
  person.restricted.push(...categories)
}

export async function revoke(world: World, release: Release): Promise<void> {
  const heard = await world.custodian.send({ method: 'POST', path: `/fhir/${release.reference}/$revoke` })
  bodyOf(heard, 'a revocation', 200)
  if (!release.stands) release.state = 'revoked'
}

/** Somebody whom the custodian and another know by the same name and number; the other's Patient. */
export async function addLinked(world: World, other: Client): Promise<string> {
  const names = { family: `Shared${world.run}n${world.next}`, given: 'Testa', birthDate: '1991-04-12' }
  const number = { system: 'http://hl7.org/fhir/sid/us-ssn', value: String(900_000_000 + world.next) }
  const patients: string[] = []
  for (const client of [world.custodian, other]) {
    const resource = patientOf(client.facts, fresh(world, 'shared'), names)
    const identifier = [...(resource['identifier'] as unknown[]), number]
    patients.push(await create(world, client, { ...resource, identifier }))
  }
  return patients[1] ?? ''
}

/** The records of a person that the actor may, or may not, see by the suite's own model. */
export function recordsOf(world: World, person: Person, which: 'seen' | 'withheld'): Kept[] {
  return person.records.filter(
    ({ kind }) => isWithheld(person, kind, world.actor.facts.id) === (which === 'withheld'),
  )
}

/** Persons of whom the actor may see nothing at all. */
export function isUnknown(world: World, person: Person): boolean {
  return !person.releases.some(({ to, state }) => to === world.actor.facts.id && state === 'in-force')
}
